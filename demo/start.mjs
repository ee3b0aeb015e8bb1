/**
 * `npm start`: installs and builds what is missing, then serves the demo until it is stopped.
 *
 *     PORT=3000 npm start          another port than 8080 (0: any free one); the next free one where it is taken
 *     HOST=0.0.0.0 npm start       for other machines too (the demo is for yours alone otherwise)
 *     DEMO_DATA=folder npm start   another place for its database than demo/data
 *     T_INVEST_API=https://… npm start   a gateway of the broker in place of its simulator; T_INVEST_SANDBOX_API: the sandbox's
 *
 * Imports Node's own modules only, since nothing else may be there yet.
 */
import { buildBlock, installPackages } from './built.mjs';

const DEFAULT_PORT = 8080;
const PORTS_TRIED = 20;

/** Ctrl+C, or an end that comes while npm is still at work, is no error. */
let stop = () => Promise.resolve();
const end = () => stop().then(() => process.exit(0));
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, end);

// A signal for `npm start` ends npm and the shell between, which does not pass it on.
const { ppid } = process;
if (process.env['npm_lifecycle_event']) setInterval(() => process.ppid === ppid || end(), 500).unref();

try {
  const first = wantedPort(process.env['PORT'] || undefined);
  await installPackages();
  await buildBlock();
  const { startServer } = await import('./server.mjs');
  const server = await listen(startServer, first, process.env['HOST'] || undefined);
  stop = server.stop;
  console.log(`Demo: ${server.url}`);
} catch (error) {
  console.error(`The demo could not be started: ${error.message}`);
  process.exit(1);
}

function wantedPort(text = String(DEFAULT_PORT)) {
  const port = Number(text);
  if (/^\d+$/.test(text) && port < 2 ** 16) return port;
  throw new Error(`PORT=${text} is not a port (0 to 65535)`);
}

/** Starts at this port, or at the next one that is free. */
async function listen(startServer, first, hostname) {
  const last = first === 0 ? 0 : Math.min(first + PORTS_TRIED - 1, 2 ** 16 - 1);
  for (let port = first; ; port++) {
    try {
      return await startServer({ port, hostname, data: process.env['DEMO_DATA'] || undefined });
    } catch (error) {
      if (error.code === 'EADDRINUSE' && port < last) continue;
      const reason = {
        EACCES: `port ${port} needs more rights; choose another with PORT=`,
        EADDRINUSE: `the ports ${first} to ${last} are taken; choose another with PORT=`,
      }[error.code];
      throw reason ? new Error(reason, { cause: error }) : error;
    }
  }
}
