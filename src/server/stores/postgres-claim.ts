import type { NewAttempt } from './tables.js';

/** The clock is the database's, for those of several machines differ. */
export const inMs = (parameter: string) => `now() + ${parameter} * interval '1 ms'`;

const insert = `insert into portfolio_attempts as a (slot, id, user_id, fingerprint, until)
  values ($1, $2, $3, $4, ${inMs('$5')})
  on conflict (slot) do update set id = excluded.id, user_id = excluded.user_id,
    fingerprint = excluded.fingerprint, until = excluded.until, answer = null, free = false
  where a.free or a.until <= now() returning null::float8 as wait`;

/**
 * One that ends too late for its length was begun with a longer one; not by a little, for `now()` is when a statement began, and it may
 * have waited for the row.
 */
const slack = "interval '1 minute'";
const isOver = `(l.until <= now() or l.until > excluded.until + ${slack})`;
/**
 * The same, and counts what was claimed: `wait` is the seconds to wait where there were too many before. The attempt is written first,
 * for of those who come with one key at the same time one counts. A window that is full is not written to, but where somebody else
 * filled it in this very moment.
 */
const insertCounted = `with
  given as (select * from unnest($6::text[], $7::int[], $8::float8[]) with ordinality as g (slot, most, length, place)),
  claimed as (${insert}),
  closed as (
    select slot from given join portfolio_limits l using (slot) where l.until > now() and l.until <= ${inMs('length')} + ${slack} and l.hits >= given.most
  ),
  spent as (
    insert into portfolio_limits as l (slot, hits, until)
    select slot, 1, ${inMs('length')} from given
    where exists (select 1 from claimed) and not exists (select 1 from closed) order by place
    on conflict (slot) do update
      set hits = case when ${isOver} then 1 else l.hits + 1 end,
          until = case when ${isOver} then excluded.until else l.until end
      where ${isOver} or l.hits < (select most from given where given.slot = l.slot)
    returning slot
  ),
  exceeded as (
    select coalesce(extract(epoch from l.until - now()), given.length / 1000)::float8 as wait
    from given left join portfolio_limits l using (slot)
    where not exists (select 1 from spent where spent.slot = given.slot)
      and (given.slot in (select slot from closed) or not exists (select 1 from closed))
  )
  select (select max(wait) from exceeded) as wait from claimed`;

/**
 * Writes an attempt: see `Database.claim`. Returns no row where somebody holds the key.
 *
 * @param isCounted - Whether there is a table to count in.
 */
export function claimStatement(
  { keyHash, id, user, fingerprint, lease, limits }: NewAttempt,
  isCounted: boolean,
): { readonly text: string; readonly values: unknown[] } {
  const values = [keyHash, id, user, fingerprint, lease];
  if (!isCounted || !limits.length) return { text: insert, values };
  const columns = (['key', 'most', 'window'] as const).map((name) => limits.map((limit) => limit[name]));
  return { text: insertCounted, values: [...values, ...columns] };
}
