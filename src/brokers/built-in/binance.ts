import type { BrokerDefinition, Provenance } from '../broker.js';

/** Binance's API: a key and its secret, of the kind that Binance generates. */
export const binance: BrokerDefinition = {
  id: 'binance',
  name: 'Binance',
  search: ['Бинанс', '币安'],
  region: ['001'],
  icon: 'm12 3 3.5 3.5L12 10 8.5 6.5zM5.5 9.5 9 13l-3.5 3.5L2 13zm13 0L22 13l-3.5 3.5L15 13zM12 14l3.5 3.5L12 21l-3.5-3.5z',
  // Both have the same shape, in the broker’s samples: a doubt, and mixed up nobody can tell.
  fields: [
    {
      name: 'apiKey',
      label: { ru: 'Ключ (API Key)', en: 'API Key' },
      hint: { ru: '64 латинские буквы и цифры.', en: '64 Latin letters and digits.' },
      secret: false,
      alphabet: 'A-Za-z0-9',
      minLength: 64,
      pattern: '[A-Za-z0-9]{64}',
    },
    {
      name: 'secretKey',
      label: { ru: 'Секретный ключ (Secret Key)', en: 'Secret Key' },
      hint: {
        ru: 'Тоже 64 знака. Показывается только один раз.',
        en: '64 characters, too. Shown only once.',
      },
      alphabet: 'A-Za-z0-9',
      minLength: 64,
      pattern: '[A-Za-z0-9]{64}',
      shownOnce: true,
    },
  ],
  labelLanguage: 'en',
  permissions: {
    levels: [
      {
        access: 'read-only',
        name: { ru: '«Enable Reading»', en: '“Enable Reading”' },
        otherNames: [
          { ru: '«Can Read»', en: '“Can Read”' },
          { ru: '«Read Info»', en: '“Read Info”' },
        ],
        allows: ['view'],
      },
      {
        access: 'full',
        name: {
          ru: '«Enable Reading» и «Enable Spot & Margin Trading»',
          en: '“Enable Reading” and “Enable Spot & Margin Trading”',
        },
        allows: ['view', 'trade'],
      },
    ],
    recommended: 'read-only',
    excessive: [
      { name: { ru: '«Enable Withdrawals»', en: '“Enable Withdrawals”' }, right: 'withdraw' },
      {
        name: {
          ru: '«Permits Universal Transfer» (или «Enable Internal Transfer»)',
          en: '“Permits Universal Transfer” (or “Enable Internal Transfer”)',
        },
        right: 'transfer',
      },
    ],
  },
  revokeUrl: 'https://www.binance.com/en/my/settings/api-management',
  whenRefused: {
    ru: 'Так же Binance отвечает, если ключ привязан к IP-адресам, а адреса этого сайта среди них нет.',
    en: 'Binance says the same where the key is bound to IP addresses, and this site’s is none of them.',
  },
  guide: () => import('./binance-guide.js').then(({ guide }) => guide),
};

export const provenance: Provenance = {
  sources: [
    { url: 'https://github.com/binance/binance-spot-api-docs', read: '2026-11-28' },
    { url: 'https://github.com/binance/binance-connector-python', read: '2026-11-28' },
    { url: 'https://developers.binance.com/docs/wallet/account/api-key-permission', read: '2026-11-28' },
    {
      url: 'https://www.ibm.com/docs/en/daw/1.2.x?topic=integration-binance',
      read: '2026-11-28',
    },
    {
      url: 'https://github.com/oliver-zehentleitner/unicorn-binance-websocket-api/pull/96',
      read: '2026-11-29',
    },
    { url: 'https://github.com/ccxt/ccxt/issues/16777', read: '2026-11-29' },
    {
      url: 'https://www.binance.com/en-IN/support/announcement/cda0a4b53da04396b5d27881e93abf78',
      read: '2026-11-29',
    },
  ],
  unconfirmed: [
    'The labels of the form are from guides of others; the broker’s own help page was not found.',
    'That a key that was deleted is answered with -2008 is from reports of clients.',
    'The statuses that come with the error codes are from reports of clients.',
    'It is not documented for how long keys work. That the right to trade ends after 30 days where the key is bound to no address is from an announcement of 2021.',
  ],
};
