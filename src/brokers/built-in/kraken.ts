import type { BrokerDefinition, Provenance } from '../broker.js';

/** Kraken's spot API: a key and its private key, with single permissions to tick. */
export const kraken: BrokerDefinition = {
  id: 'kraken',
  name: 'Kraken',
  search: ['Кракен', 'Kraken Pro', 'Payward'],
  region: ['001'],
  icon: 'M12 3a9 9 0 0 0-9 9v6a2 2 0 0 0 4 0v-4h1v4a2 2 0 0 0 4 0v-4h1v4a2 2 0 0 0 4 0v-4h0v4a2 2 0 0 0 4 0v-6a9 9 0 0 0-9-9z',
  // Lengths are from the broker’s samples: a doubt.
  fields: [
    {
      name: 'apiKey',
      label: { ru: 'Ключ (API Key)', en: 'API Key' },
      hint: { ru: '56 знаков.', en: '56 characters.' },
      secret: false,
      alphabet: 'A-Za-z0-9+/=',
      pattern: '[A-Za-z0-9+/=]{56}',
    },
    {
      name: 'privateKey',
      label: { ru: 'Секретный ключ (Private Key)', en: 'Private Key' },
      hint: { ru: 'Он длиннее: 88 знаков.', en: 'It is longer: 88 characters.' },
      alphabet: 'A-Za-z0-9+/=',
      pattern: '[A-Za-z0-9+/=]{86,88}',
      shownOnce: true,
    },
  ],
  labelLanguage: 'en',
  permissions: {
    levels: [
      {
        access: 'read-only',
        name: {
          ru: '«Query Funds», «Query Open Orders & Trades» и «Query Closed Orders & Trades»',
          en: '“Query Funds”, “Query Open Orders & Trades” and “Query Closed Orders & Trades”',
        },
        otherNames: [{ ru: '«Query»', en: '“Query”' }],
        allows: ['view'],
      },
      {
        access: 'full',
        name: {
          ru: '«Query Funds», «Create & Modify Orders» и «Cancel/Close Orders»',
          en: '“Query Funds”, “Create & Modify Orders” and “Cancel/Close Orders”',
        },
        otherNames: [{ ru: '«Modify Orders»', en: '“Modify Orders”' }],
        allows: ['view', 'trade'],
      },
    ],
    recommended: 'read-only',
    excessive: [
      {
        name: {
          ru: '«Withdraw Funds» (или изменение адресов вывода)',
          en: '“Withdraw Funds” (or changing withdrawal addresses)',
        },
        right: 'withdraw',
      },
    ],
  },
  lifetime: {
    ru: 'Ключ действует, пока вы его не удалите, или до срока, который вы ему задали.',
    en: 'The key works until you delete it, or until the date that you set for it.',
  },
  whenRefused: {
    ru: 'Ключ, выпущенный только что, может заработать через несколько минут. Ключ с двухфакторной защитой (2FA) не подойдёт: выпустите его без неё.',
    en: 'A key that was created just now may take some minutes to work. A key with two-factor authentication (2FA) of its own does not work here: create it without.',
  },
  expiry: { kind: 'chosen' },
  revokeUrl: 'https://www.kraken.com/u/security/api',
  guide: () => import('./kraken-guide.js').then(({ guide }) => guide),
};

export const provenance: Provenance = {
  sources: [
    { url: 'https://docs.kraken.com/exchange/guides/rest/api-keys.md', read: '2026-11-28' },
    { url: 'https://docs.kraken.com/api/docs/guides/spot-rest-auth', read: '2026-11-28' },
    {
      url: 'https://docs.kraken.com/api-reference/account-data/get-api-key-info.md',
      read: '2026-11-28',
    },
    { url: 'https://docs.kraken.com/exchange/guides/general/errors', read: '2026-11-28' },
    {
      url: 'https://support.kraken.com/hc/en-us/articles/how-to-create-an-api-key-on-kraken-pro',
      read: '2026-11-28',
    },
    { url: 'https://support.kraken.com/articles/api-key-security', read: '2026-11-28' },
  ],
  unconfirmed: [
    'That a new key may be refused at first is from reports of clients.',
    'The names of permissions in `GetApiKeyInfo`, and its whole answer, were read in copies of the documentation.',
    'The button “Generate key” and the groups of Kraken Pro are from guides of others.',
    'How an address that is not among the allowed ones is refused.',
  ],
};
