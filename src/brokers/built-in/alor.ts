import type { BrokerDefinition, Provenance } from '../broker.js';

/** ALOR's API: a refresh token, which gives access tokens for half an hour each and stays the same. */
export const alor: BrokerDefinition = {
  id: 'alor',
  name: { ru: 'АЛОР БРОКЕР', en: 'ALOR Broker' },
  search: ['Алор', 'Alor OpenAPI', 'АЛОР Брокер API'],
  region: ['RU'],
  icon: 'M12 3 21 20h-5l-4-8-4 8H3z',
  // Only samples are known: all of it is doubted.
  fields: [
    {
      name: 'token',
      label: { ru: 'Токен для доступа к API', en: 'API access token' },
      hint: {
        ru: '36 знаков с дефисами, например 0a1b2c3d-…',
        en: '36 characters with hyphens, like 0a1b2c3d-…',
      },
      alphabet: '0-9a-f-',
      minLength: 36,
      pattern: '[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}',
      mismatch: {
        ru: 'В токене АЛОР пять групп знаков через дефис, всего 36. Логин и номер портфеля — не токен.',
        en: 'A token of ALOR has five groups with hyphens between them, 36 characters in all. A login or a portfolio’s number is not a token.',
      },
    },
  ],
  labelLanguage: 'ru',
  permissions: {
    levels: [
      {
        access: 'full',
        name: { ru: '«Токены для доступа к API»', en: '“Токены для доступа к API” (tokens)' },
        allows: ['view', 'trade'],
      },
    ],
  },
  lifetime: {
    ru: 'До какого дня токен действует, видно в списке токенов на сайте брокера.',
    en: 'The list of tokens on the broker’s site shows how long each one works.',
  },
  expiry: { kind: 'fixed' },
  revokeUrl: 'https://alor.dev/open-api-tokens',
  guide: () => import('./alor-guide.js').then(({ guide }) => guide),
};

export const provenance: Provenance = {
  sources: [
    { url: 'https://alor.dev/docs/api/access/authorization/access-token', read: '2026-11-28' },
    { url: 'https://alor.dev/docs/api/access/authorization/refresh-token', read: '2026-11-28' },
    { url: 'https://alor.dev/docs/api/access/authorization/jwt', read: '2026-11-28' },
    { url: 'https://alor.dev/docs/api/access/authorization/trade-account', read: '2026-11-29' },
    { url: 'https://alor.dev/docs/api/http/jwt-token', read: '2026-11-28' },
    { url: 'https://github.com/alor-broker/OpenAPI.SDK', read: '2026-11-28' },
  ],
  unconfirmed: [
    'The format of a token is from samples; the documentation shows none whole.',
    'How long a token works: a year, by copies of older texts of the broker.',
    'What a token of the other environment is answered with, and 429.',
  ],
};
