/** Installs what a fresh clone lacks. Imports Node's own modules only, since nothing else may be there yet. */
import { existsSync } from 'node:fs';
import { missingPackage } from '../../demo/built.mjs';
import { findEngines } from '../support/browsers.mjs';
import { findNginx } from '../support/nginx.mjs';
import { findPostgres } from '../support/postgres.mjs';
import { run } from './processes.mjs';

const say = (text) => void process.stdout.write(text);

/** The packages of package-lock.json. */
export async function installPackages() {
  const missing = missingPackage();
  if (missing === undefined) return;
  say(`── npm ci (${missing}) ──\n`);
  const code = await run('npm', ['ci', '--no-audit', '--no-fund'], say);
  if (code !== 0) throw new Error(`npm ci ended with code ${code}`);
}

/** What Debian calls them. */
const PACKAGES = {
  chromium: ['chromium'],
  firefox: ['firefox-esr'],
  webkit: ['webkit2gtk-driver', 'xvfb'],
  postgresql: ['postgresql'],
  nginx: ['nginx-light', 'libnginx-mod-http-modsecurity', 'modsecurity-crs'],
};

/**
 * Browsers and servers, where Debian can give what is missing.
 *
 * @param {(keyof typeof PACKAGES)[]} wanted
 * @param {boolean} required whether it is an error that one cannot be had; else it is named
 */
export async function installPrograms(wanted, required) {
  const missing = () => {
    const found = { ...findEngines(), postgresql: findPostgres(), nginx: findNginx() };
    return wanted.filter((name) => !found[name]);
  };
  const packages = missing().flatMap((name) => PACKAGES[name]);
  if (packages.length === 0) return;
  if (process.getuid?.() === 0 && existsSync('/etc/debian_version')) {
    say(`── apt-get install ${packages.join(' ')} ──\n`);
    const quiet = { DEBIAN_FRONTEND: 'noninteractive' };
    await run('apt-get', ['update', '-qq'], say, quiet);
    await run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...packages], say, quiet);
  }
  for (const name of missing()) {
    if (required) throw new Error(`${name} is required and was not found`);
    say(`skipped: ${name} was not found on this machine\n`);
  }
}
