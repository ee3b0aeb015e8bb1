/** Members of what may be an error, and what it is made of. Reading one may throw. */
export interface Thrown {
  readonly name?: unknown;
  readonly message?: unknown;
  readonly stack?: unknown;
  readonly code?: unknown;
  readonly syscall?: unknown;
  readonly cause?: unknown;
  readonly errors?: unknown;
}

/** So many of an error's causes and parts are looked at: they may be many, or go round in circles. */
const most = 20;

/** What was thrown, then its causes and parts, each once. Reading them may throw. */
export function* withCauses(thrown: unknown): Generator<Thrown> {
  const seen = new Set<unknown>([thrown]);
  for (const one of seen) {
    if (typeof one !== 'object' || one === null) continue;
    yield one;
    const { cause, errors } = one as Thrown;
    for (const part of [cause, ...partsOf(errors)]) if (seen.size < most) seen.add(part);
  }
}

/** The first errors of an `AggregateError`. */
export const partsOf = (errors: unknown): unknown[] =>
  Array.isArray(errors) ? (errors as unknown[]).slice(0, most) : [];
