/** Commands that the runner starts. Imports Node's own modules only. */
import { spawn } from 'node:child_process';
import { limits } from '../support/limits.mjs';

const running = new Set();
/** A group of processes: what a command has started ends with it. */
const end = ({ pid }, signal) => {
  try {
    process.kill(process.platform === 'win32' ? pid : -pid, signal);
  } catch {
    // It has ended.
  }
};
process.on('exit', () => running.forEach((child) => end(child, 'SIGKILL')));
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, () => process.exit(1));

/**
 * Runs a command.
 *
 * @param {string} command
 * @param {string[]} args
 * @param {(text: string) => void} say gets what it writes
 * @param {Record<string, string>} [env] more of the environment
 * @returns {Promise<number>} its exit code; 128 where a signal ended it, 127 where it could not be started
 */
export function run(command, args, say, env = {}) {
  return new Promise((resolve) => {
    const windows = process.platform === 'win32';
    const child = spawn(command, args, {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, ...env },
      shell: windows && command !== process.execPath,
      detached: !windows,
    });
    running.add(child);
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', say);
    const guard = setTimeout(() => {
      say(`FAILED: ${command} ${args.join(' ')} was ended after ${limits.step / 1000} s\n`);
      end(child, 'SIGKILL');
    }, limits.step);
    const settle = (code) => {
      clearTimeout(guard);
      running.delete(child);
      resolve(code);
    };
    child.once('error', (error) => {
      say(`${command}: ${error.message}\n`);
      settle(127);
    });
    // Nothing of it may stay behind, such as a browser whose runner crashed, and keep its output open.
    child.once('exit', () => end(child, 'SIGKILL'));
    child.once('close', (code, signal) => settle(code ?? (signal ? 128 : 1)));
  });
}
