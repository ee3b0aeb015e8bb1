import type { BrokerDefinition, Provenance } from '../broker.js';

/** Coinbase's Advanced Trade API: a key of the Coinbase Developer Platform, by its name, and the private key to sign with. */
export const coinbase: BrokerDefinition = {
  id: 'coinbase',
  name: 'Coinbase',
  search: ['Коинбейс', 'Coinbase Advanced', 'Coinbase Pro', 'CDP'],
  region: ['001'],
  icon: 'M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zm0 5a4 4 0 0 1 3.9 3h3a7 7 0 1 1 0 2h-3A4 4 0 1 1 12 8z',
  fields: [
    {
      name: 'keyName',
      label: { ru: 'Имя ключа (API key name, ID)', en: 'API key name or ID' },
      hint: {
        ru: 'Вида organizations/…/apiKeys/… или 36 знаков с дефисами.',
        en: 'Like organizations/…/apiKeys/…, or 36 characters with hyphens.',
      },
      secret: false,
      alphabet: 'A-Za-z0-9/-',
      minLength: 36,
      pattern:
        '(organizations/[\\da-f]{8}(-[\\da-f]{4}){3}-[\\da-f]{12}/apiKeys/)?[\\da-f]{8}(-[\\da-f]{4}){3}-[\\da-f]{12}',
      mismatch: {
        ru: 'Имя ключа выглядит как organizations/…/apiKeys/… или как пять групп знаков через дефис. Имя, которое вы дали ключу сами, не подойдёт.',
        en: 'The name of a key looks like organizations/…/apiKeys/…, or like five groups with hyphens. The nickname that you gave it is something else.',
      },
    },
    {
      name: 'privateKey',
      kind: 'lines',
      label: { ru: 'Секрет (Private key)', en: 'Private key (secret)' },
      hint: {
        ru: 'Несколько строк от -----BEGIN до END-----, вместе с ними, или одна строка на 88 знаков с == в конце.',
        en: 'Several lines from -----BEGIN to END-----, these included, or one line of 88 characters with == at its end.',
      },
      alphabet: 'A-Za-z0-9+/=-',
      minLength: 80,
      pattern:
        '-----BEGIN ((EC|ECDSA) )?PRIVATE KEY-----[A-Za-z\\d+/=\\s]+-----END ((EC|ECDSA) )?PRIVATE KEY-----|[A-Za-z\\d+/]{86}==',
      mismatch: {
        ru: 'Похоже, секрет скопирован не весь: строки «-----BEGIN…» и «-----END…» тоже его часть.',
        en: 'It seems that not all of the private key was copied: the lines “-----BEGIN…” and “-----END…” belong to it.',
      },
      shownOnce: true,
    },
  ],
  labelLanguage: 'en',
  permissions: {
    levels: [
      { access: 'read-only', name: { ru: '«View»', en: '“View”' }, allows: ['view'] },
      {
        access: 'full',
        name: { ru: '«View» и «Trade»', en: '“View” and “Trade”' },
        allows: ['view', 'trade'],
      },
    ],
    recommended: 'read-only',
    excessive: [{ name: { ru: '«Transfer»', en: '“Transfer”' }, right: 'withdraw' }],
  },
  lifetime: {
    ru: 'Ключ действует, пока вы его не удалите. Он открывает один портфель Coinbase.',
    en: 'The key works until you delete it. It opens one portfolio of Coinbase.',
  },
  expiry: { kind: 'never' },
  revokeUrl: 'https://portal.cdp.coinbase.com/projects/api-keys',
  whenRefused: {
    ru: 'Новый ключ может заработать не сразу: иногда нужно до двух суток. Так же Coinbase отвечает, если ключ привязан к IP-адресам («IP allowlist»), а адреса сайта среди них нет. Если ключ создан с Ed25519 и точно верный, создайте другой, с ECDSA.',
    en: 'A new key may take up to two days to work. Coinbase says the same where the key is bound to IP addresses (“IP allowlist”), and this site’s is none of them. If a key with Ed25519 is right for sure, create another one with ECDSA.',
  },
  guide: () => import('./coinbase-guide.js').then(({ guide }) => guide),
};

export const provenance: Provenance = {
  sources: [
    {
      url: 'https://docs.cdp.coinbase.com/coinbase-app/authentication-authorization/api-key-authentication',
      read: '2026-11-28',
    },
    {
      url: 'https://docs.cdp.coinbase.com/api-reference/advanced-trade-api/rest-api/data-api/get-api-key-permissions',
      read: '2026-11-28',
    },
    { url: 'https://github.com/coinbase/coinbase-advanced-py', read: '2026-11-28' },
    { url: 'https://github.com/coinbase/cdp-sdk', read: '2026-11-28' },
    { url: 'https://github.com/home-assistant/home-assistant.io/issues/32897', read: '2026-11-29' },
  ],
  unconfirmed: [
    'Whether keys with Ed25519 work everywhere: Coinbase’s page and its newer SDK differ.',
    'What a key that is bound to other addresses is answered with: 401, presumably.',
    'That a new key may take 48 hours to work is from a report of a client.',
    'The bodies of 401 and 403 are from reports of clients.',
  ],
};
