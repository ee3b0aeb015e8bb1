import type { BrokerDefinition, Provenance } from '../broker.js';

/**
 * T-Invest («Т-Инвестиции», until 2024 «Тинькофф Инвестиции»). Prefix, alphabet and length are doubts, never refusals: none of
 * them is documented.
 */
export const tInvest: BrokerDefinition = {
  id: 't-invest',
  name: { ru: 'Тинькофф', en: 'Tinkoff' },
  alias: { ru: 'Т-Инвестиции', en: 'T-Invest' },
  search: ['Т-Банк', 'T-Bank'],
  region: ['RU'],
  icon: 'M4 4h16v5h-5v11H9V9H4z',
  fields: [
    {
      name: 'token',
      label: { ru: 'Токен T-Invest API', en: 'T-Invest API token' },
      hint: {
        ru: 'Токен начинается с «t.», в нём около 90 знаков. Вставьте его целиком.',
        en: 'The token starts with “t.” and has about 90 characters. Paste all of it.',
      },
      prefix: 't.',
      alphabet: 'A-Za-z0-9_-',
      minLength: 62,
      shownOnce: true,
    },
  ],
  labelLanguage: 'ru',
  permissions: {
    levels: [
      {
        access: 'read-only',
        name: { ru: '«Только для чтения»', en: '“Только для чтения” (read only)' },
        otherNames: ['«Только просмотр»'],
        allows: ['view'],
      },
      {
        access: 'full',
        name: { ru: '«Полный доступ»', en: '“Полный доступ” (full access)' },
        otherNames: ['«Торговля»'],
        allows: ['view', 'trade'],
      },
    ],
  },
  lifetime: {
    ru: 'Токен перестанет действовать, если три месяца им не пользоваться.',
    en: 'The token stops working when it has not been used for three months.',
  },
  expiry: { kind: 'sliding', after: 'P3M' },
  revokeUrl: 'https://id.tbank.ru/account',
  guide: () => import('./t-invest-guide.js').then(({ guide }) => guide),
};

export const provenance: Provenance = {
  sources: [
    {
      url: 'https://github.com/RussianInvestments/investAPI/blob/main/src/docs/token.md',
      read: '2026-11-28',
    },
    { url: 'https://github.com/RussianInvestments/investAPI/blob/main/src/docs/grpc.md', read: '2026-11-28' },
  ],
  unconfirmed: [
    'The beginning `t.` and the alphabet are those of every sample; the length is 74 characters in a sample, 88 in use.',
    'The labels «Только для чтения», «Только просмотр» and «Торговля».',
    'Whether a read-only token is issued while «Подтверждение сделок кодом» is on.',
  ],
};
