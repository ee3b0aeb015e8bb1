/** An account of a connected portfolio, as the endpoint names it. */
export interface Account {
  /** The broker's identifier of the account. */
  id?: string | undefined;
  /** The name that the person knows the account by. */
  name?: string | undefined;
  /** The kind of account, in words for people, for example «ИИС». */
  type?: string | undefined;
}

/** What a token is allowed to do: everything that the broker's API offers, or only to look. */
export type Access = 'full' | 'read-only';

/** What a credential can allow, from the least to the most. `Right` is their type. */
export const rights = ['view', 'trade', 'transfer', 'withdraw'] as const;

/** What a credential can allow: to look, to trade, to move money between own accounts, to send it away. */
export type Right = (typeof rights)[number];

/** A connected portfolio, as the endpoint describes it. Every member is optional; an empty answer is a connection too. */
export interface Connection {
  /** The endpoint's identifier of the connection. */
  id?: string | undefined;
  /** The broker's id, for example `t-invest`. */
  broker?: string | undefined;
  /** `active` works; `expired` and `broken` have to be connected again. */
  state?: 'active' | 'expired' | 'broken' | undefined;
  /** When it was made, ISO 8601. */
  connectedAt?: string | undefined;
  /** The accounts that the token opens. */
  accounts?: Account[] | undefined;
  /** What the token is allowed to do. */
  access?: Access | undefined;
  /** The single rights that the token has, where the broker tells them: a {@link Right}, or what the block does not know yet. */
  rights?: string[] | undefined;
  /** When the token stops working, ISO 8601. */
  expiresAt?: string | undefined;
  /** When the broker was last asked whether the token works, ISO 8601. */
  checkedAt?: string | undefined;
}

/** What a page asks for, where its `access` may be anything: `full`, unless it says `read-only`. */
export const accessAskedFor = (access: Access): Access => (access === 'read-only' ? access : 'full');

/** Whether a connection's token may do more than a page asks for. */
export const mayDoTooMuch = ({ access }: Connection, asked: Access): boolean =>
  access === 'full' && accessAskedFor(asked) === 'read-only';

/** The rights that no site needs to show a portfolio or to trade: whoever gets hold of such a token can move the money. */
export const excessiveRights = ({ rights: known = [] }: Connection): ReadonlyArray<'transfer' | 'withdraw'> =>
  known.filter((right): right is 'transfer' | 'withdraw' => right === 'transfer' || right === 'withdraw');
