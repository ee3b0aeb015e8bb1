/**
 * A reporter for `node --test`: writes the counts of the run as JSON. Node says them in its last diagnostics
 * (`pass 3`, `fail 0`, …), which every version since 18 has.
 */
export default async function* countNode(source) {
  const counts = { name: 'Node', passed: 0, failed: 0, skipped: 0 };
  for await (const event of source) {
    if (event.type !== 'test:diagnostic' || event.data.nesting !== 0) continue;
    const [, key, value] = /^(pass|fail|cancelled|skipped|todo) (\d+)$/.exec(event.data.message) ?? [];
    if (key === 'pass') counts.passed = Number(value);
    if (key === 'fail') counts.failed = Number(value);
    if (key === 'cancelled') counts.failed += Number(value);
    if (key === 'skipped') counts.skipped = Number(value);
    if (key === 'todo') counts.skipped += Number(value);
  }
  yield JSON.stringify([counts]);
}
