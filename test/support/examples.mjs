/** The programs in docs/examples, which the kit's guide shows. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';

const docs = new URL('../../docs/', import.meta.url);

/** @param {string} name of a file in docs/examples */
export function assertInGuide(name) {
  const text = readFileSync(new URL(`examples/${name}`, docs), 'utf8');
  const guide = readFileSync(new URL('endpoint-kit.md', docs), 'utf8');
  assert.ok(guide.includes(`\`\`\`js\n${text}\`\`\``), `docs/endpoint-kit.md does not show ${name} as it is`);
}
