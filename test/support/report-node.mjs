/**
 * A reporter for `node --test`: a report as JSON of what was counted, how long each test took, and what failed.
 * report-web.mjs gives the same of a run in browsers.
 */
import { relative } from 'node:path';

export default async function* reportNode(source) {
  const counts = { name: 'Node', passed: 0, failed: 0, skipped: 0 };
  const tests = [];
  const failures = [];
  /** Names of the suites that the test of the moment is in. */
  const path = [];
  for await (const { type, data } of source) {
    if (type === 'test:start') path.splice(data.nesting, Infinity, data.name);
    if (type === 'test:diagnostic' && data.nesting === 0) count(counts, data.message);
    if (type !== 'test:pass' && type !== 'test:fail') continue;
    const { details, nesting, file, name } = data;
    const names = [...path.slice(0, nesting), name].join(' > ');
    const where = `[Node] ${file ? relative(process.cwd(), file) : ''} > ${names}`;
    if (type === 'test:pass' && details.type !== 'suite') tests.push({ where, ms: details.duration_ms });
    // A suite that fails for a test of its own has nothing to add.
    if (type === 'test:fail' && details.error.failureType !== 'subtestsFailed') {
      const { cause } = details.error;
      failures.push(`FAILED ${where}\n    ${cause?.message ?? cause ?? details.error.message}`);
    }
  }
  yield JSON.stringify({ counts: [counts], tests, failures });
}

/** Node says the counts in its last diagnostics (`pass 3`, `fail 0`, …), which every version since 18 has. */
function count(counts, message) {
  const [, key, value] = /^(pass|fail|cancelled|skipped|todo) (\d+)$/.exec(message) ?? [];
  const column = { pass: 'passed', fail: 'failed', cancelled: 'failed', skipped: 'skipped', todo: 'skipped' }[
    key
  ];
  if (column) counts[column] += Number(value);
}
