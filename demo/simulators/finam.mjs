/**
 * Finam's Trade API as far as a token is verified with it: `POST /v1/sessions` and `/v1/sessions/details`. Routes, JSON and errors are
 * those of the sources that docs/brokers.md names; accounts and tokens are made up.
 */
import { simulator, troubles } from './frame.mjs';

/** A well-formed token that says what it is for. */
const token = (role) => ({ secret: `tapi_sk_${role.replaceAll(' ', '-')}`.padEnd(30, '0') });
const sessionOf = ({ secret }) => `session.of.${secret}`;

const credentials = {
  trading: token('trading'),
  readOnly: token('read only'),
  /** What is false or empty is left out, as gateways of protocol buffers do. */
  terse: token('terse'),
  /** As it may be one day: members that nobody knows yet. */
  future: token('future'),
  noAccounts: token('no accounts'),
  revoked: token('revoked'),
  /** Refused with the other status that is documented. */
  refusedOddly: token('refused oddly'),
  rateLimited: token('rate limited'),
  /** There is a session for it, and then the limit is reached, or something breaks. */
  rateLimitedLater: token('limited later'),
  sessionBroken: token('session broken'),
  internalError: token('internal error'),
  ...Object.fromEntries(Object.keys(troubles).map((role) => [role, token(role)])),
};

const failure = (status, code, message) => Response.json({ code, message, details: [] }, { status });
const errors = {
  invalid: () => failure(401, 16, 'Срок действия токена истек или токен недействителен'),
  malformed: () => failure(400, 3, 'Срок действия токена истек или токен недействителен'),
  limited: () => failure(429, 8, 'Слишком много запросов. Доступный лимит - 200 запросов в минуту'),
  session: () => failure(500, 13, 'Jwt token check failed'),
  internal: () => failure(500, 13, 'Внутренняя ошибка сервиса. Попробуйте позже'),
  route: () => failure(404, 5, 'Not Found'),
};

/** The two methods that a verification calls. */
const client =
  (details, later = () => Response.json(details)) =>
  (call) => {
    if (call.path === '/v1/sessions') return Response.json({ token: sessionOf(JSON.parse(call.body)) });
    return call.path === '/v1/sessions/details' && later();
  };

const details = {
  created_at: '2026-11-28T07:51:27Z',
  expires_at: '2026-11-28T08:06:30Z',
  md_permissions: [{ quote_level: 'QUOTE_LEVEL_DEPTH_OF_MARKET', delay_minutes: 0, mic: 'MISX' }],
  account_ids: ['TRQD05:123456', 'TRQD05:654321'],
  readonly: false,
};
/** Of protocol buffers' JSON what is false or empty is left out. */
const terse = { ...details, account_ids: undefined, readonly: undefined };

export const finam = simulator({
  id: 'finam',
  hosts: { api: '/finam' },
  credentials,
  keyIn: ({ body }) => {
    const { secret, token: session = '' } = JSON.parse(body);
    return secret ?? session.replace(/^session\.of\./, '');
  },
  answers: {
    api: {
      trading: client(details),
      readOnly: client({ ...details, readonly: true }),
      terse: client({ ...terse, account_ids: ['TRQD05:123456'] }),
      future: client({ ...details, colour: { r: 1 } }),
      noAccounts: client(terse),
      refusedOddly: errors.malformed,
      rateLimited: errors.limited,
      rateLimitedLater: client(details, errors.limited),
      sessionBroken: client(details, errors.session),
      internalError: errors.internal,
      ...troubles,
    },
  },
  unknownKey: errors.invalid,
  unknownMethod: errors.route,
  refuse: ({ method, headers, body }) => {
    if (method !== 'POST') return errors.route();
    if (headers.has('authorization')) return failure(400, 3, 'Token is invalid or malformed');
    try {
      return typeof JSON.parse(body) === 'object' ? undefined : errors.malformed();
    } catch {
      return errors.malformed();
    }
  },
});
