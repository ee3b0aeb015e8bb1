/**
 * A PostgreSQL of our own for as long as the tests run: a private cluster in a folder of its own, on a free port of this
 * machine. Imports Node's own modules only, so that `test/run.mjs` can use it before `npm ci`.
 */
import { execFileSync, spawn } from 'node:child_process';
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';

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
 * Starts one.
 *
 * @param {Record<string, string>} settings more of them, as in postgresql.conf
 * @returns {Promise<{ url: string, stop(): Promise<void> }>}
 */
export async function startPostgres(settings = {}) {
  const bin = findPostgres();
  if (!bin) throw new Error('PostgreSQL was not found');
  const folder = mkdtempSync(join(tmpdir(), 'portfolio-postgres-'));
  const owner = ownerOf(folder);
  const options = { ...owner, cwd: folder, env: { ...process.env, LC_ALL: 'C.UTF-8' } };
  const port = await freePort();
  const data = join(folder, 'data');
  const remove = () => rmSync(folder, { recursive: true, force: true });
  try {
    execFileSync(
      join(bin, 'initdb'),
      ['-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--no-sync'],
      { ...options, stdio: 'pipe' },
    );
    const all = { listen_addresses: '127.0.0.1', port, unix_socket_directories: folder, ...settings };
    const server = spawn(
      join(bin, 'postgres'),
      ['-D', data, ...Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`])],
      { ...options, stdio: ['ignore', 'ignore', 'pipe'] },
    );
    const kill = () => server.kill('SIGQUIT');
    process.once('exit', kill);
    const ended = new Promise((resolve) => server.once('exit', resolve));
    await new Promise((resolve, reject) => {
      let log = '';
      server.stderr.on('data', (text) => {
        if (log.length < 10_000) log += text;
        if (/ready to accept connections/.test(log)) resolve();
      });
      void ended.then(() => reject(new Error(`PostgreSQL ended: ${log}`)));
    });
    return {
      url: `postgres://postgres@127.0.0.1:${port}/postgres`,
      async stop() {
        process.off('exit', kill);
        server.kill('SIGINT');
        await ended;
        remove();
      },
    };
  } catch (error) {
    remove();
    throw error;
  }
}

/** It refuses to run as root, so then it runs as the user that its package made. */
function ownerOf(folder) {
  if (process.getuid?.() !== 0) return {};
  const id = (flag) => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }));
  const owner = { uid: id('-u'), gid: id('-g') };
  chownSync(folder, owner.uid, owner.gid);
  return owner;
}

function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}
