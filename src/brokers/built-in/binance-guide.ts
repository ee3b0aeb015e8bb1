import type { GuideStep } from '../broker.js';

/** How to create a key of Binance's API. Sources: beside the definition, in binance.ts. */
const link = {
  url: 'https://www.binance.com/en/my/settings/api-management',
  text: 'binance.com, API Management',
};

export const guide: readonly GuideStep[] = [
  {
    picture: 'sign-in',
    pictureLabel: 'binance.com',
    text: {
      ru: 'Войдите в Binance и откройте «API Management».',
      en: 'Sign in to Binance and open “API Management”.',
    },
    link,
    note: {
      ru: 'Ключи Binance.US — другие, они здесь не подойдут.',
      en: 'Keys of Binance.US are different, and do not work here.',
    },
  },
  {
    picture: 'create',
    pictureLabel: ['Create API', 'System Generated'],
    link,
    text: {
      ru: 'Нажмите «Create API», выберите «System Generated», дайте ключу имя и подтвердите, что это вы.',
      en: 'Press “Create API”, choose “System Generated”, give the key a name and confirm that it is you.',
    },
  },
  {
    access: 'read-only',
    picture: 'permission',
    pictureLabel: ['Enable Reading', 'Unrestricted'],
    link,
    text: {
      ru: 'Оставьте только «Enable Reading»: оно отмечено сразу. Больше ничего не отмечайте.',
      en: 'Leave only “Enable Reading” ticked, as it is from the start. Tick nothing else.',
    },
    note: {
      ru: 'Под «IP access restrictions» оставьте «Unrestricted», если только этот сайт не назвал вам свои IP-адреса.',
      en: 'Under “IP access restrictions” leave “Unrestricted”, unless this site has told you its own IP addresses.',
    },
  },
  {
    access: 'full',
    picture: 'copy',
    pictureLabel: ['API Key', 'Secret Key'],
    link,
    text: {
      ru: 'Сначала скопируйте «API Key» и «Secret Key» и вставьте их сюда: потом секрет не покажут. Затем нажмите «Edit restrictions», отметьте «Enable Reading» и «Enable Spot & Margin Trading» и нажмите «Save».',
      en: 'First copy “API Key” and “Secret Key” and paste them here: the secret is not shown later. Then press “Edit restrictions”, tick “Enable Reading” and “Enable Spot & Margin Trading”, and press “Save”.',
    },
    note: {
      ru: 'Без привязки к IP-адресам Binance снимает разрешение на сделки через 30 дней. Спросите IP-адреса у этого сайта и впишите их под «IP access restrictions».',
      en: 'Without IP addresses that the key is bound to, Binance takes the permission to trade away after 30 days. Ask this site for its own and enter them under “IP access restrictions”.',
    },
    caution: {
      ru: 'Такой ключ разрешает сделки. Давайте его только сайту, которому доверяете. «Enable Withdrawals» не отмечайте никогда: это вывод денег.',
      en: 'Such a key allows trading. Give it only to a site that you trust. Never tick “Enable Withdrawals”: that allows taking the money out.',
    },
  },
  {
    access: 'read-only',
    picture: 'copy',
    pictureLabel: ['API Key', 'Secret Key'],
    link,
    text: {
      ru: 'Скопируйте «API Key» и «Secret Key» и вставьте их сюда. «Secret Key» показывается только один раз: не закрывайте страницу, пока портфель не подключится.',
      en: 'Copy “API Key” and “Secret Key” and paste them here. “Secret Key” is shown only once: keep the page open until the portfolio is connected.',
    },
  },
];
