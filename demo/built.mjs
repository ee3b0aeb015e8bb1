/** What the demo needs before it can start, on a fresh clone too. Imports Node's own modules only. */
import { spawn } from 'node:child_process';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Installs the packages of package-lock.json unless they are there. */
export async function installPackages() {
  const missing = missingPackage();
  if (missing) await npm(`Installing packages: ${missing}.`, 'ci', '--no-audit', '--no-fund');
}

/** Builds the block unless a build is there that is newer than its source. */
export async function buildBlock() {
  const built = modified('dist/cdn/portfolio-connect.js');
  const sources = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' });
  const newest = Math.max(
    ...['rollup.config.mjs', ...sources.map((path) => join('src', path))].map(modified),
  );
  if (built >= newest) return;
  await npm(`Building the block${built ? ': its source is newer' : ''}.`, 'run', '--silent', 'build');
}

/** Why `npm ci` is needed, or undefined. Compares what npm wrote down as installed with what the lock file wants. */
export function missingPackage() {
  const installed = packages('node_modules/.package-lock.json');
  if (!installed) return 'nothing is installed';
  const [path] =
    Object.entries(packages('package-lock.json') ?? {}).find(([at, { version, optional, link }]) => {
      if (at === '' || link || (optional && !installed[at])) return false;
      return installed[at]?.version !== version;
    }) ?? [];
  return path && `${path} is not the one of package-lock.json`;
}

function packages(path) {
  try {
    return JSON.parse(readFileSync(join(root, path), 'utf8')).packages;
  } catch {
    return undefined;
  }
}

/** When a file was last changed; 0 where there is none. */
const modified = (path) => statSync(join(root, path), { throwIfNoEntry: false })?.mtimeMs ?? 0;

/** Runs npm. Its output goes to stderr: on stdout stands the one line that says where the demo is. */
function npm(why, ...args) {
  console.error(why);
  return new Promise((resolve, reject) => {
    const child = spawn('npm', args, {
      cwd: root,
      stdio: ['ignore', process.stderr, 'inherit'],
      shell: process.platform === 'win32',
    });
    process.once('exit', () => child.kill());
    child.once('error', ({ message }) => reject(new Error(`npm could not be run: ${message}`)));
    child.once('exit', (code, signal) =>
      code === 0
        ? resolve()
        : reject(new Error(`npm ${args.join(' ')} ended with ${signal ?? `code ${code}`}`)),
    );
  });
}
