import type { GuideStep } from '../broker.js';

/** How to create a key of Kraken's API. Sources: beside the definition, in kraken.ts. */
const link = { url: 'https://www.kraken.com/u/security/api', text: 'kraken.com/u/security/api' };

export const guide: readonly GuideStep[] = [
  {
    picture: 'sign-in',
    pictureLabel: 'kraken.com',
    text: {
      ru: 'Войдите в Kraken и откройте «Settings», затем «API».',
      en: 'Sign in to Kraken and open “Settings”, then “API”.',
    },
    link,
    note: {
      ru: 'Ключи Kraken Futures — другие, они здесь не подойдут.',
      en: 'Keys of Kraken Futures are different, and do not work here.',
    },
  },
  {
    picture: 'create',
    pictureLabel: ['API', 'Create API key'],
    link,
    text: {
      ru: 'Нажмите «Create API key» и дайте ключу имя.',
      en: 'Press “Create API key” and give the key a name.',
    },
    note: {
      ru: 'Кнопка может называться и «Add key», а право «Query Funds» в Kraken Pro — «Query» в группе «Funds permissions».',
      en: 'The button may be called “Add key”, too, and “Query Funds” is “Query” under “Funds permissions” in Kraken Pro.',
    },
  },
  {
    access: 'read-only',
    picture: 'permission',
    pictureLabel: ['Query Funds', 'Generate key'],
    link,
    text: {
      ru: 'Отметьте только «Query Funds», «Query Open Orders & Trades» и «Query Closed Orders & Trades». Двухфакторную защиту ключа («2FA») не включайте. Ограничение по IP-адресам — тоже, если только этот сайт не назвал вам свои.',
      en: 'Tick only “Query Funds”, “Query Open Orders & Trades” and “Query Closed Orders & Trades”. Leave the key’s own two-factor authentication (2FA) off, and the restriction by IP address too, unless this site has told you its own.',
    },
    note: {
      ru: '«Withdraw Funds» и «Create & Modify Orders» сайту не нужны: с ними можно вывести деньги и торговать.',
      en: 'This site needs neither “Withdraw Funds” nor “Create & Modify Orders”: these allow withdrawing and trading.',
    },
  },
  {
    access: 'full',
    picture: 'permission',
    pictureLabel: ['Query Funds', 'Generate key'],
    link,
    text: {
      ru: 'Отметьте «Query Funds», «Query Open Orders & Trades», «Query Closed Orders & Trades», «Create & Modify Orders» и «Cancel/Close Orders». Двухфакторную защиту ключа («2FA») не включайте. Ограничение по IP-адресам — тоже, если только этот сайт не назвал вам свои.',
      en: 'Tick “Query Funds”, “Query Open Orders & Trades”, “Query Closed Orders & Trades”, “Create & Modify Orders” and “Cancel/Close Orders”. Leave the key’s own two-factor authentication (2FA) off, and the restriction by IP address too, unless this site has told you its own.',
    },
    caution: {
      ru: 'Такой ключ разрешает сделки. Давайте его только сайту, которому доверяете. «Withdraw Funds» не отмечайте никогда: это вывод денег.',
      en: 'Such a key allows trading. Give it only to a site that you trust. Never tick “Withdraw Funds”: that allows taking the money out.',
    },
  },
  {
    picture: 'copy',
    pictureLabel: ['API Key', 'Private Key'],
    link,
    text: {
      ru: 'Нажмите «Generate key». Скопируйте «API Key» и «Private Key» и вставьте их сюда. «Private Key» показывается только один раз: не закрывайте страницу, пока портфель не подключится.',
      en: 'Press “Generate key”. Copy “API Key” and “Private Key” and paste them here. “Private Key” is shown only once: keep the page open until the portfolio is connected.',
    },
  },
];
