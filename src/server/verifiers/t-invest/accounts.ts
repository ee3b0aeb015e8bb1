/** Accounts as T-Invest lists them (`GetAccountsResponse` of users.proto), and what they say about a token. */
import * as z from 'zod/mini';
import type { Access, Account } from '../../../core/connection.js';

/** A value of an enumeration: its name, or its number. Whatever else it may be one day, it is not one that is known. */
const enumeration = z.optional(z.unknown());

const accountsSchema = z.object({
  accounts: z.optional(
    z.array(
      z.object({
        id: z.string().check(z.regex(/./)),
        name: z.optional(z.string()),
        type: enumeration,
        status: enumeration,
        accessLevel: enumeration,
      }),
    ),
  ),
});

/** Whether an answer of `GetInfo` is one. */
export const isInfo = (json: unknown): boolean => z.safeParse(z.object({}), json).success;

export interface ListedAccount {
  readonly id: string;
  readonly name?: string | undefined;
  readonly type?: unknown;
  readonly status?: unknown;
  readonly accessLevel?: unknown;
}

/** The accounts in an answer, none where it leaves them out; undefined where it is something else. */
export function accountsIn(json: unknown): ListedAccount[] | undefined {
  const { data } = z.safeParse(accountsSchema, json);
  return data && (data.accounts ?? []);
}

/** By number, in the broker's own words (users.proto), which are those that people find in its app. */
const types = [
  ['ACCOUNT_TYPE_UNSPECIFIED', undefined],
  ['ACCOUNT_TYPE_TINKOFF', 'Брокерский счёт'],
  ['ACCOUNT_TYPE_TINKOFF_IIS', 'ИИС'],
  ['ACCOUNT_TYPE_INVEST_BOX', 'Инвесткопилка'],
  ['ACCOUNT_TYPE_INVEST_FUND', 'Фонд денежного рынка'],
  ['ACCOUNT_TYPE_DEBIT', 'Дебетовый карточный счёт'],
  ['ACCOUNT_TYPE_SAVING', 'Накопительный счёт'],
] as const;

const isOneOf = (value: unknown, ...values: Array<string | number>) => values.some((one) => one === value);

/** Only open accounts were asked for, so one of an unknown status is open. */
export const isOpen = ({ status }: ListedAccount): boolean =>
  !isOneOf(status, 'ACCOUNT_STATUS_NEW', 1, 'ACCOUNT_STATUS_CLOSED', 3);

/** Whether the token may look at an account: with one for a single account the others may be listed all the same. */
export const isReadable = ({ accessLevel }: ListedAccount): boolean =>
  !isOneOf(accessLevel, 'ACCOUNT_ACCESS_LEVEL_NO_ACCESS', 3);

/** The most that the token may do. Undefined where a level is unknown: it may be more than `read-only`. */
export function accessOf(accounts: readonly ListedAccount[]): Access | undefined {
  const levels = accounts.map(({ accessLevel }) => accessLevel);
  if (levels.some((level) => isOneOf(level, 'ACCOUNT_ACCESS_LEVEL_FULL_ACCESS', 1))) return 'full';
  return levels.every((level) => isOneOf(level, 'ACCOUNT_ACCESS_LEVEL_READ_ONLY', 2))
    ? 'read-only'
    : undefined;
}

/** An account in the contract's words. */
export function describe({ id, name, type }: ListedAccount): Account {
  const words = types.find(([value], number) => isOneOf(type, value, number))?.[1];
  return { id, ...(name && { name }), ...(words && { type: words }) };
}
