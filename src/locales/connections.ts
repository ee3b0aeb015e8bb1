import type { ConnectionTexts } from './messages.js';

/** The texts of the list of connections, by language. They come with it: without `manage` nobody needs them. */
export const connectionTexts: Readonly<Record<'ru' | 'en', ConnectionTexts>> = {
  ru: {
    portfolios: 'Мои портфели',
    loading: 'Загружаем список портфелей…',
    none: 'Пока ни один портфель не подключен.',
    listFailed: 'Не удалось загрузить список портфелей.',
    retry: 'Повторить',
    since: 'Подключен {time}',
    expired: 'Срок действия токена истёк',
    broken: 'Подключение не работает',
    tooMuch:
      'Этот токен разрешает и сделки, а нужен доступ только для чтения. Подключите портфель заново с другим токеном.',
    reconnect: 'Подключить заново',
    disconnect: 'Отключить',
    confirm: 'Отключить портфель?',
    confirmed: 'Да, отключить',
    disconnecting: 'Отключаем портфель…',
    disconnected: 'Портфель отключен',
    gone: 'Этот портфель уже был отключен',
    disconnectFailed: 'Не удалось отключить портфель.',
  },
  en: {
    portfolios: 'Your portfolios',
    loading: 'Loading your portfolios…',
    none: 'No portfolio is connected yet.',
    listFailed: 'Your portfolios could not be loaded.',
    retry: 'Retry',
    since: 'Connected on {time}',
    expired: 'The token has expired',
    broken: 'The connection does not work',
    tooMuch: 'This token allows trading too, but read-only access is enough. Reconnect with another token.',
    reconnect: 'Reconnect',
    disconnect: 'Disconnect',
    confirm: 'Disconnect the portfolio?',
    confirmed: 'Yes, disconnect',
    disconnecting: 'Disconnecting the portfolio…',
    disconnected: 'Portfolio disconnected',
    gone: 'This portfolio was disconnected already',
    disconnectFailed: 'The portfolio could not be disconnected.',
  },
};
