/** The types, as a consumer's compiler sees them: what is built, with declarations of dependencies checked, too. */
import { execFile } from 'node:child_process';
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const root = fileURLToPath(new URL('../../', import.meta.url));
const run = promisify(execFile);
const oldest = `${root}test/types/oldest/node_modules/typescript/`;
const versionOf = (compiler) => JSON.parse(readFileSync(`${compiler}package.json`, 'utf8')).version;

describe('The types', () => {
  // The oldest that the README promises, and the newest.
  for (const compiler of [oldest, `${root}node_modules/typescript/`]) {
    const version = versionOf(compiler);
    for (const [module, resolution] of [
      ['esnext', 'bundler'],
      ['nodenext', 'nodenext'],
    ]) {
      it(`hold in TypeScript ${version} with ${resolution}: what is right is taken, what is wrong is not`, async () => {
        const options = ['-p', 'test/types', '--module', module, '--moduleResolution', resolution];
        // It tells of errors on its output.
        const { stdout } = await run(process.execPath, [`${compiler}bin/tsc`, ...options], {
          cwd: root,
        }).catch((error) => error);
        assert.equal(stdout, '');
      });
    }
  }

  it('are promised from the version on that they are tried with', () => {
    const version = versionOf(oldest);
    const promised = /TypeScript (\d+\.\d+) and newer/.exec(readFileSync(`${root}README.md`, 'utf8'))?.[1];
    assert.ok(version.startsWith(`${promised}.`), `${promised}, and tried with ${version}`);
  });
});
