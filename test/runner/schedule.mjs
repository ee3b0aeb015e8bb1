/** Steps that wait for one another, as many at a time as there are cores. Imports nothing. */

/**
 * Runs each step once those it comes after have passed, and as soon as one of `lanes` is free; earlier ones first.
 *
 * @template R
 * @param {{ name: string, after?: string[] }[]} steps `after` holds names of earlier ones; one that is not among the
 *   steps is not waited for
 * @param {number} lanes how many may run at a time
 * @param {(step: { name: string }) => Promise<boolean>} run tells whether it passed
 * @param {(step: { name: string }, blocker: string) => void} skip is told of a step that cannot run, and why
 */
export async function schedule(steps, lanes, run, skip) {
  const names = new Set(steps.map(({ name }) => name));
  const passed = new Set();
  const failed = new Set();
  const waiting = new Set(steps);
  const running = new Set();
  while (waiting.size + running.size > 0) {
    for (const step of waiting) {
      const needs = (step.after ?? []).filter((name) => names.has(name));
      const blocker = needs.find((name) => failed.has(name));
      if (blocker) {
        waiting.delete(step);
        failed.add(step.name);
        skip(step, blocker);
      } else if (running.size < lanes && needs.every((name) => passed.has(name))) {
        waiting.delete(step);
        const work = run(step).then((well) => {
          (well ? passed : failed).add(step.name);
          running.delete(work);
        });
        running.add(work);
      }
    }
    if (running.size > 0) await Promise.race(running);
  }
}

/**
 * Keeps the output of what runs side by side apart: one speaks at a time, as it goes along; what the others say is told
 * when its turn comes.
 *
 * @param {(text: string) => void} write
 */
export function inTurn(write) {
  /** Who speaks first, with what is kept of the others. */
  const queue = [];
  const next = () => {
    while (queue.length > 0) {
      const [first] = queue;
      write(first.kept);
      first.kept = '';
      if (!first.over) return;
      queue.shift();
    }
  };
  return (title) => {
    const turn = { kept: `\n── ${title} ${'─'.repeat(Math.max(3, 60 - title.length))}\n`, over: false };
    queue.push(turn);
    next();
    return {
      say(text) {
        turn.kept += text;
        if (queue[0] === turn) next();
      },
      end() {
        turn.over = true;
        next();
      },
    };
  };
}
