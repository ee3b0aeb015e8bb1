/**
 * A PostgreSQL of our own for as long as the tests run: a private cluster in a folder of its own. Imports Node's own modules only, so that `test/run.mjs` can use it before `npm ci`.
 */
import { execFileSync, spawn } from 'node:child_process';
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { limits } from './limits.mjs';

/** The folder of its programs, which Debian leaves out of the path; undefined where there is none. */
export function findPostgres() {
  const debian = '/usr/lib/postgresql';
  const versions = existsSync(debian) ? readdirSync(debian).sort((a, b) => Number(b) - Number(a)) : [];
  return [
    ...(process.env['PATH'] ?? '').split(delimiter),
    ...versions.map((version) => join(debian, version, 'bin')),
  ].find((folder) => existsSync(join(folder, 'initdb')) && existsSync(join(folder, 'postgres')));
}

/**
 * Starts one. It listens in its folder alone: a port that is free now may be another's a moment later.
 *
 * @param {Record<string, string>} settings more of them, as in postgresql.conf
 * @returns {Promise<{ url: string, restart(signal?: NodeJS.Signals): Promise<void>, stop(): Promise<void> }>}
 */
export async function startPostgres(settings = { fsync: 'off' }) {
  const bin = findPostgres();
  if (!bin) throw new Error('PostgreSQL was not found');
  const folder = mkdtempSync(join(tmpdir(), 'portfolio-postgres-'));
  const owner = ownerOf(folder);
  const options = { ...owner, cwd: folder, env: { ...process.env, LC_ALL: 'C.UTF-8' } };
  const data = join(folder, 'data');
  const remove = () => rmSync(folder, { recursive: true, force: true });
  try {
    execFileSync(
      join(bin, 'initdb'),
      ['-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--no-sync'],
      { ...options, stdio: 'pipe' },
    );
    // Many files of tests may use it at a time.
    const all = { listen_addresses: '', unix_socket_directories: folder, max_connections: 300, ...settings };
    const parameters = Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
    const launch = () =>
      launched(join(bin, 'postgres'), ['-D', data, ...parameters], {
        ...options,
        stdio: ['ignore', 'ignore', 'pipe'],
      });
    let server = await launch();
    const kill = () => server.kill('SIGQUIT');
    process.once('exit', kill);
    return {
      url: `postgres://postgres@localhost/postgres?host=${encodeURIComponent(folder)}`,
      /** `SIGINT` ends sessions first, `SIGQUIT` ends all at once. */
      async restart(signal = 'SIGINT') {
        await ended(server, signal);
        server = await launch();
      },
      async stop() {
        process.off('exit', kill);
        await ended(server, 'SIGINT');
        remove();
      },
    };
  } catch (error) {
    remove();
    throw error;
  }
}

/** A process of the server that accepts connections. */
async function launched(...command) {
  const server = spawn(...command);
  await new Promise((resolve, reject) => {
    let log = '';
    const guard = setTimeout(() => reject(new Error(`PostgreSQL does not start: ${log}`)), limits.start);
    server.stderr.on('data', (text) => {
      if (log.length < 10_000) log += text;
      if (!/ready to accept connections/.test(log)) return;
      clearTimeout(guard);
      resolve();
    });
    server.once('exit', () => reject(new Error(`PostgreSQL ended: ${log}`)));
  });
  return server;
}

function ended(server, signal) {
  const end = new Promise((resolve) => server.once('exit', resolve));
  server.kill(signal);
  return end;
}

/** It refuses to run as root, so then it runs as the user that its package made. */
function ownerOf(folder) {
  if (process.getuid?.() !== 0) return {};
  const id = (flag) => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }));
  const owner = { uid: id('-u'), gid: id('-g') };
  chownSync(folder, owner.uid, owner.gid);
  return owner;
}
