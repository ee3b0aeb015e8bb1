import type { GuideStep } from '../broker.js';

/** How to create a key of Bybit's API. Sources: beside the definition, in bybit.ts. */
const link = {
  url: 'https://www.bybit.com/app/user/api-management',
  text: 'bybit.com, API Management',
};

export const guide: readonly GuideStep[] = [
  {
    picture: 'sign-in',
    pictureLabel: 'bybit.com',
    text: {
      ru: 'Войдите в Bybit, нажмите на значок профиля и откройте «API».',
      en: 'Sign in to Bybit, press the icon of your profile and open “API”.',
    },
    link,
    note: {
      ru: 'Нужна включённая двухфакторная защита (Google Authenticator).',
      en: 'Two-factor authentication (Google Authenticator) has to be on.',
    },
  },
  {
    picture: 'create',
    pictureLabel: ['API', 'Create New Key'],
    link,
    text: {
      ru: 'Нажмите «Create New Key» и выберите «System-generated API Keys», затем «API Transaction».',
      en: 'Press “Create New Key” and choose “System-generated API Keys”, then “API Transaction”.',
    },
    note: {
      ru: 'По-русски кнопки называются «Создать новый ключ» и «API ключи, созданные системой».',
      en: 'The names may differ a little.',
    },
  },
  {
    access: 'read-only',
    picture: 'permission',
    pictureLabel: ['Read-Only', 'Submit'],
    link,
    text: {
      ru: 'Дайте ключу имя, выберите «Read-Only» и «No IP restriction» (если только этот сайт не назвал вам свои IP-адреса). Отметьте «Unified Trading» и «Assets».',
      en: 'Give the key a name, choose “Read-Only” and “No IP restriction” (unless this site has told you its IP addresses). Tick “Unified Trading” and “Assets”.',
    },
  },
  {
    access: 'full',
    picture: 'permission',
    pictureLabel: ['Read-Write', 'Submit'],
    link,
    text: {
      ru: 'Дайте ключу имя, выберите «Read-Write» и «No IP restriction» (если только этот сайт не назвал вам свои IP-адреса). Отметьте «Unified Trading».',
      en: 'Give the key a name, choose “Read-Write” and “No IP restriction” (unless this site has told you its IP addresses). Tick “Unified Trading”.',
    },
    caution: {
      ru: 'Такой ключ разрешает сделки. Давайте его только сайту, которому доверяете. «Withdrawal» не отмечайте никогда: это вывод денег.',
      en: 'Such a key allows trading. Give it only to a site that you trust. Never tick “Withdrawal”: that allows taking the money out.',
    },
  },
  {
    picture: 'copy',
    pictureLabel: ['API Key', 'API Secret'],
    link,
    text: {
      ru: 'Нажмите «Submit» и введите коды, которые запросит Bybit. Скопируйте «API Key» и «API Secret» и вставьте их сюда. Секрет показывается только один раз: не закрывайте страницу, пока портфель не подключится.',
      en: 'Press “Submit” and enter the codes that Bybit asks for. Copy “API Key” and “API Secret” and paste them here. The secret is shown only once: keep the page open until the portfolio is connected.',
    },
  },
];
