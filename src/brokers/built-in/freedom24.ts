import type { BrokerDefinition, Provenance } from '../broker.js';

/** Freedom24 and the other sites of Tradernet: a pair of keys, which works on the site that issued it alone. */
export const freedom24: BrokerDefinition = {
  id: 'freedom24',
  name: 'Freedom24',
  alias: 'Tradernet',
  search: ['Freedom Finance', 'Freedom Broker', 'Фридом', 'Фридом Финанс', 'Традернет'],
  region: ['CY', 'KZ'],
  icon: 'M5 4h14v4H10v3h7v4h-7v5H5z',
  // Nothing is documented of either key: their words alone tell them apart. The alphabet is what a header can hold.
  fields: [
    {
      name: 'site',
      kind: 'choice',
      label: { ru: 'На каком сайте ваш кабинет', en: 'Which site your account is on' },
      options: [
        { value: 'freedom24.com', label: 'freedom24.com' },
        { value: 'tradernet.com', label: 'tradernet.com' },
        { value: 'tradernet.global', label: 'tradernet.global' },
        { value: 'tradernet.kz', label: 'tradernet.kz' },
      ],
    },
    {
      name: 'publicKey',
      label: { ru: 'Открытый ключ (public)', en: 'Public key' },
      hint: { ru: 'Тот, что на странице виден всегда.', en: 'The one that the page always shows.' },
      alphabet: '!-~',
    },
    {
      name: 'privateKey',
      label: { ru: 'Секретный ключ (private)', en: 'Private key' },
      hint: { ru: 'Тот, что показывается один раз.', en: 'The one that is shown once.' },
      alphabet: '!-~',
      shownOnce: true,
    },
  ],
  labelLanguage: 'en',
  permissions: {
    levels: [{ access: 'full', name: { ru: '«API key»', en: '“API key”' }, allows: ['view', 'trade'] }],
  },
  whenRefused: {
    ru: 'Проверьте и сайт: ключ работает только на том, где его выпустили.',
    en: 'Check the site as well: a key works only on the one that issued it.',
  },
  guide: () => import('./freedom24-guide.js').then(({ guide }) => guide),
};

export const provenance: Provenance = {
  sources: [
    { url: 'https://freedom24.com/tradernet-api/auth-api', read: '2026-11-28' },
    { url: 'https://pypi.org/project/tradernet-sdk/', read: '2026-11-28' },
    { url: 'https://github.com/tradernet-api/TradernetPhpSDK', read: '2026-11-28' },
    { url: 'https://github.com/tradernet-api/tradernet-mcp-cursor', read: '2026-11-28' },
  ],
  unconfirmed: [
    'The page about keys was read in a copy on another site of Tradernet.',
    'Lengths and alphabets of the keys, how long they work, and the labels of the buttons.',
    'Whether a key has levels: none are documented.',
    'The limit of requests of `getPositionJson`.',
  ],
};
