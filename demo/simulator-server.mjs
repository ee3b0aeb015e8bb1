/**
 * The simulator as a server:
 *
 *     node demo/simulator-server.mjs       prints its addresses and the tokens; PORT=3001 for another port than 8081
 */
import { serve } from '@hono/node-server';
import { pathToFileURL } from 'node:url';
import { handle, tokens } from './simulator.mjs';

/**
 * Starts the simulator.
 *
 * @param {{ port?: number, hostname?: string }} [options] port 0: any free one
 * @returns {Promise<{ baseUrl: string, sandboxUrl: string, stop: () => Promise<void> }>} the verifier's options of these
 *   names; fails with EADDRINUSE where the port is taken
 */
export function startSimulator({ port = 0, hostname = '127.0.0.1' } = {}) {
  return new Promise((resolve, reject) => {
    const server = serve({ fetch: handle, port, hostname });
    const stop = () =>
      new Promise((stopped) => {
        server.close(() => stopped());
        server.closeAllConnections();
      });
    server.once('error', reject);
    server.once('listening', () => {
      const origin = `http://${hostname}:${server.address().port}`;
      resolve({ baseUrl: `${origin}/rest`, sandboxUrl: `${origin}/sandbox/rest`, stop });
    });
  });
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const { baseUrl, sandboxUrl } = await startSimulator({ port: Number(process.env['PORT'] || 8081) });
  console.log(`T_INVEST_API=${baseUrl}\nSandbox: ${sandboxUrl}\n`);
  for (const [role, known] of Object.entries(tokens)) console.log(`${role.padEnd(14)} ${known}`);
}
