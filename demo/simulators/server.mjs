/**
 * The simulators as a server:
 *
 *     node demo/simulators/server.mjs      prints their addresses and the credentials; PORT=3001 for another port than 8081
 */
import { serve } from '@hono/node-server';
import { pathToFileURL } from 'node:url';
import { handle, optionsFor, simulators } from './index.mjs';

/**
 * Starts the simulators.
 *
 * @param {{ port?: number, hostname?: string }} [options] port 0: any free one
 * @returns {Promise<{ options: ReturnType<typeof optionsFor>, stop: () => Promise<void> }>} the verifiers' options, by broker;
 *   fails with EADDRINUSE where the port is taken
 */
export function startSimulators({ port = 0, hostname = '127.0.0.1' } = {}) {
  return new Promise((resolve, reject) => {
    const server = serve({ fetch: handle, port, hostname });
    const stop = () =>
      new Promise((stopped) => {
        server.close(() => stopped());
        server.closeAllConnections();
      });
    server.once('error', reject);
    server.once('listening', () => {
      resolve({ options: optionsFor(`http://${hostname}:${server.address().port}`), stop });
    });
  });
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const { options } = await startSimulators({ port: Number(process.env['PORT'] || 8081) });
  for (const { id, credentials } of simulators) {
    console.log(`\n${id}`);
    for (const [name, url] of Object.entries(options[id])) console.log(`  ${name.padEnd(14)} ${url}`);
    for (const [role, known] of Object.entries(credentials))
      console.log(`  ${role.padEnd(14)} ${Object.values(known).join('  ')}`);
  }
}
