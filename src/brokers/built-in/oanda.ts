import type { BrokerDefinition, Provenance } from '../broker.js';

/** OANDA's v20 API: a personal access token, for real accounts (fxTrade) or for practice ones. */
export const oanda: BrokerDefinition = {
  id: 'oanda',
  name: 'OANDA',
  search: ['fxTrade', 'Оанда'],
  region: ['US', 'CA', 'GB', 'SG', 'AU', 'JP'],
  icon: 'M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zm0 4.5a4.5 4.5 0 1 1 0 9 4.5 4.5 0 0 1 0-9z',
  // Neither alphabet nor length is documented: both are doubts.
  fields: [
    {
      name: 'token',
      label: { ru: 'Токен (Personal Access Token)', en: 'Personal Access Token' },
      hint: {
        ru: 'Две части из цифр и букв, между ними дефис. Всего около 65 знаков.',
        en: 'Two parts of digits and letters with a hyphen between them, about 65 characters.',
      },
      alphabet: '0-9a-f-',
      minLength: 41,
      shownOnce: true,
    },
  ],
  environments: [
    { id: 'live', name: { ru: 'Настоящий (fxTrade)', en: 'Live (fxTrade)' } },
    { id: 'practice', name: { ru: 'Учебный (Practice)', en: 'Practice' } },
  ],
  labelLanguage: 'en',
  permissions: {
    levels: [
      {
        access: 'full',
        name: { ru: '«Personal Access Token»', en: '“Personal Access Token”' },
        allows: ['view', 'trade'],
      },
    ],
  },
  lifetime: {
    ru: 'Токен действует, пока вы его не отзовёте.',
    en: 'The token works until you revoke it.',
  },
  expiry: { kind: 'never' },
  revokeUrl: 'https://hub.oanda.com/tpa/personal_token',
  whenRefused: {
    ru: 'Проверьте и «Какой счёт»: у настоящего и учебного токены разные.',
    en: 'Check “Which account” as well: live and practice accounts have different tokens.',
  },
  guide: () => import('./oanda-guide.js').then(({ guide }) => guide),
};

export const provenance: Provenance = {
  sources: [
    { url: 'https://developer.oanda.com/rest-live-v20/introduction', read: '2026-11-28' },
    { url: 'https://developer.oanda.com/rest-live-v20/authentication/', read: '2026-11-28' },
    { url: 'https://developer.oanda.com/rest-live-v20/development-guide', read: '2026-11-28' },
    { url: 'https://developer.oanda.com/rest-live-v20/troubleshooting-errors/', read: '2026-11-28' },
    { url: 'https://github.com/oanda/v20-python', read: '2026-11-28' },
  ],
  unconfirmed: [
    'The alphabet and the length of a token are from samples.',
    'The page hub.oanda.com and its labels are from reports of clients; the documentation still names “Manage API Access”.',
    'The regions are general knowledge: the documentation says all divisions but OANDA Global Markets and OANDA TMS Brokers.',
    'The body of 429.',
  ],
};
