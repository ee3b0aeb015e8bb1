import type { BrokerDefinition, Provenance } from '../broker.js';

/** BCS's Trade API: a refresh token, a JWT that is good for one brokerage account, and for ninety days. */
export const bcs: BrokerDefinition = {
  id: 'bcs',
  name: { ru: 'БКС', en: 'BCS' },
  alias: 'БКС Мир инвестиций',
  search: ['BKS', 'БКС Торговое API', 'BCS Trade API', 'Брокеркредитсервис'],
  region: ['RU'],
  icon: 'M4 4h7v7H4zm9 0h7v7h-7zM4 13h7v7H4zm12.5 0 3.5 7h-7z',
  // Samples of a JWT have several hundred characters; no length is documented.
  fields: [
    {
      name: 'token',
      label: { ru: 'Токен API', en: 'API token' },
      hint: {
        ru: 'Очень длинный, начинается с «eyJ». Показывается только один раз.',
        en: 'Very long, beginning with “eyJ”. Shown only once.',
      },
      prefix: 'eyJ',
      alphabet: 'A-Za-z0-9_.-',
      minLength: 100,
      pattern: '[\\w-]+\\.[\\w-]+\\.[\\w-]+',
      mismatch: {
        ru: 'В токене БКС три части через точку. Похоже, скопирована не вся строка.',
        en: 'A token of BCS has three parts with dots between them. It seems that not all of it was copied.',
      },
      shownOnce: true,
    },
  ],
  labelLanguage: 'ru',
  permissions: {
    levels: [
      {
        access: 'read-only',
        name: { ru: '«Только для чтения»', en: '“Только для чтения” (read only)' },
        allows: ['view'],
      },
      {
        access: 'full',
        name: {
          ru: '«Для торговли и чтения данных»',
          en: '“Для торговли и чтения данных” (trading and reading)',
        },
        allows: ['view', 'trade'],
      },
    ],
    recommended: 'read-only',
  },
  lifetime: {
    ru: 'Токен действует 90 дней с выпуска. Потом понадобится новый.',
    en: 'The token works for 90 days from its issue. Then a new one is needed.',
  },
  expiry: { kind: 'fixed', after: 'P90D' },
  revokeUrl: 'https://lk.bcs.ru/',
  guide: () => import('./bcs-guide.js').then(({ guide }) => guide),
};

export const provenance: Provenance = {
  sources: [
    { url: 'https://cdn.bcs.ru/static/bcs/files/trade-api-docs.pdf', read: '2026-11-28' },
    { url: 'https://trade-api.bcs.ru', read: '2026-11-28' },
    { url: 'https://github.com/BlankaKorvo/bcs-investapi-sdk', read: '2026-11-28' },
    { url: 'https://github.com/kostrse/bacsy-py', read: '2026-11-28' },
  ],
  unconfirmed: [
    'Whether a token still works after it was exchanged: the broker’s text does not say. The kit keeps the one that came with the answer.',
    'What a revoked and an expired token are answered with, and that the last part of `sub` names the contract, are from clients.',
    'What 429 and 403 are answered with; how the section with the accounts is called today.',
  ],
};
