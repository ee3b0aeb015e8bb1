import type { Statement } from './access.js';
import type { AttemptLimit } from '../../store.js';
import type { NewAttempt } from '../tables.js';

/** The clock is the database's, for those of several machines differ. */
export const inMs = (parameter: string) => `now() + ${parameter} * interval '1 ms'`;

const attempts = 'insert into portfolio_attempts as a (slot, id, user_id, fingerprint, until)';
/** @param first - Number of the first parameter. */
const attempt = (first: number) =>
  `$${first}, $${first + 1}::uuid, $${first + 2}, $${first + 3}, ${inMs(`$${first + 4}::float8`)}`;
const onConflict = `on conflict (slot) do update set id = excluded.id, user_id = excluded.user_id,
    fingerprint = excluded.fingerprint, until = excluded.until, answer = null, free = false
  where a.free or a.until <= now()`;

const insert = `${attempts} values (${attempt(1)}) ${onConflict} returning true as claimed`;

/**
 * One that ends too late for its length was begun with a longer one; not by a little, for `now()` is when a statement began, and it may
 * have waited for the row.
 */
const slack = "interval '1 minute'";
const isOver = `(l.until <= now() or l.until > excluded.until + ${slack})`;
const given = `given as (
    select * from unnest($1::text[], $2::int[], $3::float8[]) with ordinality as g (slot, most, length, place)
  )`;
/** Windows that let nobody in. */
const closed = `given join portfolio_limits l using (slot)
    where l.until > now() and l.until <= ${inMs('length')} + ${slack} and l.hits >= given.most`;
/**
 * The same, and counts what was claimed. Where a window is full, nothing is written. Else the attempt is written first, for of those who
 * come with one key at the same time one counts; should somebody else have filled a window in this very moment, fewer are `spent`
 * than were given, and the attempt is to be forgotten.
 */
const insertCounted = `with ${given},
  claimed as (
    ${attempts} select ${attempt(4)} where not exists (select 1 from ${closed}) ${onConflict} returning 1
  ),
  spent as (
    insert into portfolio_limits as l (slot, hits, until)
    select slot, 1, ${inMs('length')} from given where exists (select 1 from claimed) order by place
    on conflict (slot) do update
      set hits = case when ${isOver} then 1 else l.hits + 1 end,
          until = case when ${isOver} then excluded.until else l.until end
      where ${isOver} or l.hits < (select most from given where given.slot = l.slot)
    returning 1
  )
  select exists (select 1 from claimed) as claimed, (select count(*)::int from spent) as spent`;

/** What a claim came to. */
export interface ClaimOutcome {
  readonly claimed: boolean;
  /** In so many windows it was counted; undefined where it was to be counted in none. */
  readonly spent?: number;
}

const columnsOf = (limits: readonly AttemptLimit[]): unknown[] =>
  (['key', 'most', 'window'] as const).map((name) => limits.map((limit) => limit[name]));

/** Gives the seconds until all windows let somebody in, as `wait`; null where they do now. */
export const waitStatement = (limits: readonly AttemptLimit[]): Statement => ({
  text: `with ${given} select max(extract(epoch from l.until - now()))::float8 as wait from ${closed}`,
  values: columnsOf(limits),
});

/**
 * Writes an attempt: see `Database.claim`. Returns no row, or one that says so, where nothing was claimed.
 *
 * @param isCounted - Whether there is a table to count in.
 */
export function claimStatement(
  { keyHash, id, user, fingerprint, lease, limits }: NewAttempt,
  isCounted: boolean,
): Statement {
  const values = [keyHash, id, user, fingerprint, lease];
  if (!isCounted || !limits.length) return { text: insert, values };
  return { text: insertCounted, values: [...columnsOf(limits), ...values] };
}
