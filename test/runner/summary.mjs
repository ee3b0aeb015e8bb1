/** What a run says at its end: steps with their times, the slowest tests, every failure, and the counts. */

const SLOWEST = 10;

export class Summary {
  #lines = [];
  #tests = [];
  #failures = [];
  #total = { passed: 0, failed: 0, skipped: 0 };

  get failed() {
    return this.#total.failed;
  }

  /** @param {{ counts: object[], tests: object[], failures: string[] }} report */
  add(step, seconds, { counts, tests, failures }) {
    const parts = counts.map((part) => {
      for (const key of Object.keys(this.#total)) this.#total[key] += part[key];
      return `${part.name ? `${part.name}: ` : ''}${inWords(part)}`;
    });
    this.#lines.push(`${step}, ${seconds.toFixed(1)} s${parts.length ? `: ${parts.join('; ')}` : ''}`);
    this.#tests.push(...tests);
    this.#failures.push(...failures);
  }

  skip(step, blocker) {
    this.#lines.push(`${step} was not run, since ${blocker} failed`);
  }

  fail(message) {
    this.#total.failed += 1;
    this.#failures.push(`FAILED ${message}`);
  }

  print() {
    const title = (text) => console.log(`\n── ${text} ${'─'.repeat(60 - text.length)}`);
    if (this.#tests.length > 0) {
      title(`the slowest ${SLOWEST} tests`);
      const slowest = this.#tests.sort((a, b) => b.ms - a.ms).slice(0, SLOWEST);
      for (const { where, ms } of slowest) console.log(`${(ms / 1000).toFixed(1).padStart(6)} s  ${where}`);
    }
    if (this.#failures.length > 0) {
      title('what failed');
      for (const failure of this.#failures) console.log(failure);
    }
    title('result');
    for (const line of this.#lines) console.log(line);
    console.log(inWords(this.#total));
  }
}

const inWords = ({ passed, failed, skipped }) =>
  `${passed} passed, ${failed} failed${skipped ? `, ${skipped} skipped` : ''}`;
