import type { Statement } from './postgres-access.js';
import type { NewAttempt } from './tables.js';

/** The clock is the database's, for those of several machines differ. */
export const inMs = (parameter: string) => `now() + ${parameter} * interval '1 ms'`;

const attempts = 'insert into portfolio_attempts as a (slot, id, user_id, fingerprint, until)';
const attempt = `$1, $2::uuid, $3, $4, ${inMs('$5::float8')}`;
const onConflict = `on conflict (slot) do update set id = excluded.id, user_id = excluded.user_id,
    fingerprint = excluded.fingerprint, until = excluded.until, answer = null, free = false
  where a.free or a.until <= now()`;

const insert = `${attempts} values (${attempt}) ${onConflict} returning true as claimed, null::float8 as wait`;

/**
 * One that ends too late for its length was begun with a longer one; not by a little, for `now()` is when a statement began, and it may
 * have waited for the row.
 */
const slack = "interval '1 minute'";
const isOver = `(l.until <= now() or l.until > excluded.until + ${slack})`;
const seconds = 'extract(epoch from l.until - now())';
/**
 * The same, and counts what was claimed. Where a window is full, nothing is written. Else the attempt is written first, for of those who
 * come with one key at the same time one counts; should somebody else have filled a window in this very moment, it is claimed with
 * a `wait`, and to be forgotten.
 */
const insertCounted = `with
  given as (select * from unnest($6::text[], $7::int[], $8::float8[]) with ordinality as g (slot, most, length, place)),
  closed as (
    select ${seconds} as wait from given join portfolio_limits l using (slot)
    where l.until > now() and l.until <= ${inMs('length')} + ${slack} and l.hits >= given.most
  ),
  claimed as (${attempts} select ${attempt} where not exists (select 1 from closed) ${onConflict} returning 1),
  spent as (
    insert into portfolio_limits as l (slot, hits, until)
    select slot, 1, ${inMs('length')} from given where exists (select 1 from claimed) order by place
    on conflict (slot) do update
      set hits = case when ${isOver} then 1 else l.hits + 1 end,
          until = case when ${isOver} then excluded.until else l.until end
      where ${isOver} or l.hits < (select most from given where given.slot = l.slot)
    returning slot
  ),
  filled as (
    -- As it was before somebody filled it: if that is over, the new one has just begun.
    select case when l.until > now() then ${seconds} else given.length / 1000 end as wait
    from given left join portfolio_limits l using (slot)
    where exists (select 1 from claimed) and not exists (select 1 from spent where spent.slot = given.slot)
  )
  select exists (select 1 from claimed) as claimed, true as counted,
    (select max(wait)::float8 from (select wait from closed union all select wait from filled) as waits) as wait`;

/** What a claim came to. */
export interface ClaimOutcome {
  readonly claimed: boolean;
  /** Whether it was counted against limits. */
  readonly counted?: true;
  /** Seconds, where there were too many. */
  readonly wait: number | null;
}

/**
 * Writes an attempt: see `Database.claim`. Returns no row, or one with neither, where somebody holds the key.
 *
 * @param isCounted - Whether there is a table to count in.
 */
export function claimStatement(
  { keyHash, id, user, fingerprint, lease, limits }: NewAttempt,
  isCounted: boolean,
): Statement {
  const values = [keyHash, id, user, fingerprint, lease];
  if (!isCounted || !limits.length) return { text: insert, values };
  const columns = (['key', 'most', 'window'] as const).map((name) => limits.map((limit) => limit[name]));
  return { text: insertCounted, values: [...values, ...columns] };
}
