/** docs/openapi.json is what the schemas say, and a description that tools can read. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { Validator } from '@seriousme/openapi-schema-validator';

const root = fileURLToPath(new URL('../../', import.meta.url));

describe('docs/openapi.json', () => {
  it('is up to date: npm run openapi', async () => {
    const args = ['--import', './test/support/typescript.mjs', 'docs/openapi.mjs', '--check'];
    await promisify(execFile)(process.execPath, args, { cwd: root });
  });

  it('is a valid description by OpenAPI 3.1', async () => {
    const description = JSON.parse(await readFile(`${root}docs/openapi.json`, 'utf8'));
    const validator = new Validator();
    const { valid, errors } = await validator.validate(description);
    assert.ok(valid, JSON.stringify(errors, null, 2));
    assert.equal(validator.version, '3.1');
    const broken = await new Validator().validate({ ...description, paths: 7 });
    assert.equal(broken.valid, false);
  });
});
