import type { GuideStep } from '../broker.js';

/** How to create a key of the Coinbase Developer Platform. Sources: beside the definition, in coinbase.ts. */
const link = { url: 'https://portal.cdp.coinbase.com/projects/api-keys', text: 'portal.cdp.coinbase.com' };

export const guide: readonly GuideStep[] = [
  {
    picture: 'sign-in',
    pictureLabel: 'Coinbase Developer',
    text: {
      ru: 'Войдите в Coinbase Developer Platform с учётной записью Coinbase и откройте «API Keys», вкладку «Secret API Keys».',
      en: 'Sign in to the Coinbase Developer Platform with your Coinbase account and open “API Keys”, tab “Secret API Keys”.',
    },
    link,
    note: {
      ru: 'Ключи «Client API Key» и ключи Coinbase Exchange и Prime не подойдут.',
      en: 'A “Client API Key” does not work here, nor do keys of Coinbase Exchange and Prime.',
    },
  },
  {
    picture: 'create',
    pictureLabel: ['Secret API Keys', 'Create API key'],
    link,
    text: {
      ru: 'Нажмите «Create API key» и придумайте ключу название в «API key nickname».',
      en: 'Press “Create API key” and think of a nickname for it under “API key nickname”.',
    },
  },
  {
    access: 'read-only',
    picture: 'permission',
    pictureLabel: ['API restrictions', 'View'],
    link,
    text: {
      ru: 'Откройте «API restrictions»: выберите портфель и оставьте только «View». «Trade» и «Transfer» не отмечайте.',
      en: 'Open “API restrictions”: choose the portfolio and leave only “View” ticked. Do not tick “Trade” and “Transfer”.',
    },
    note: {
      ru: '«IP allowlist» оставьте пустым, если только этот сайт не назвал вам свои IP-адреса.',
      en: 'Leave “IP allowlist” empty, unless this site has told you its own IP addresses.',
    },
  },
  {
    access: 'full',
    picture: 'permission',
    pictureLabel: ['View', 'Trade'],
    link,
    text: {
      ru: 'Откройте «API restrictions»: выберите портфель и отметьте «View» и «Trade».',
      en: 'Open “API restrictions”: choose the portfolio and tick “View” and “Trade”.',
    },
    note: {
      ru: '«IP allowlist» оставьте пустым, если только этот сайт не назвал вам свои IP-адреса.',
      en: 'Leave “IP allowlist” empty, unless this site has told you its own IP addresses.',
    },
    caution: {
      ru: 'Такой ключ разрешает сделки. Давайте его только сайту, которому доверяете. «Transfer» не отмечайте никогда: с ним можно вывести всё.',
      en: 'Such a key allows trading. Give it only to a site that you trust. Never tick “Transfer”: with it everything can be sent away.',
    },
  },
  {
    picture: 'create',
    pictureLabel: ['Advanced Settings', 'ECDSA'],
    link,
    text: {
      ru: 'В «Advanced Settings» выберите ECDSA и нажмите «Create API key».',
      en: 'Under “Advanced Settings” choose ECDSA, and press “Create API key”.',
    },
  },
  {
    picture: 'copy',
    pictureLabel: ['organizations/••••', '-----BEGIN EC…'],
    link,
    text: {
      ru: 'Скопируйте имя ключа, «name» или «ID» (не название, которое вы придумали), и секрет целиком и вставьте их сюда. Секрет показывается только один раз: не закрывайте страницу, пока портфель не подключится.',
      en: 'Copy the key’s “name” or “ID” (not your nickname for it) and the whole private key, and paste them here. The private key is shown only once: keep the page open until the portfolio is connected.',
    },
  },
];
