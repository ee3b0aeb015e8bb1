import type { GuideStep } from '../broker.js';

/** How to issue a token of a personal application at Questrade. Sources: beside the definition, in questrade.ts. */
const link = { url: 'https://apphub.questrade.com/UI/UserApps.aspx', text: 'apphub.questrade.com' };

export const guide: readonly GuideStep[] = [
  {
    picture: 'sign-in',
    pictureLabel: 'API centre',
    text: {
      ru: 'Войдите в Questrade. Справа вверху, под своим именем, откройте «API centre».',
      en: 'Sign in to Questrade. At the top right, under your name, open “API centre”.',
    },
    link,
    note: {
      ru: 'В первый раз нажмите «Activate API» и примите соглашение: «Agree».',
      en: 'The first time press “Activate API” and accept the agreement: “Agree”.',
    },
  },
  {
    picture: 'permission',
    pictureLabel: ['Register app', 'Retrieve balances…'],
    link,
    text: {
      ru: 'Нажмите «Register a personal app», дайте приложению имя. В «OAuth scopes» отметьте только «Retrieve balances, positions, orders and executions» и нажмите «Save».',
      en: 'Press “Register a personal app” and give the app a name. Under “OAuth scopes” tick only “Retrieve balances, positions, orders and executions”, and press “Save”.',
    },
    note: {
      ru: '«Place, modify and cancel orders» не отмечайте: для подключения оно не нужно. Если спросят «Callback URL», подойдёт любой адрес, например https://example.com.',
      en: 'Leave “Place, modify and cancel orders” unticked: connecting does not need it. If a “Callback URL” is asked for, any address does, such as https://example.com.',
    },
  },
  {
    picture: 'create',
    pictureLabel: ['New manual auth.', 'Generate new token'],
    link,
    text: {
      ru: 'Откройте приложение в списке «Personal apps», нажмите «New manual authorization», затем «Generate new token».',
      en: 'Open the app in the list “Personal apps”, press “New manual authorization”, then “Generate new token”.',
    },
    note: {
      ru: 'Кнопка может называться «New Device».',
      en: 'The button may be called “New Device”.',
    },
  },
  {
    picture: 'copy',
    pictureLabel: 'Abc1••••••••••0',
    link,
    text: {
      ru: 'Скопируйте токен, пока окно открыто, и вставьте его сюда: больше его не покажут.',
      en: 'Copy the token while the window is open, and paste it here: it is not shown again.',
    },
    note: {
      ru: 'Один токен подходит одной программе: здесь вставьте тот, который больше нигде не используете.',
      en: 'One token is for one program: paste one here that you use nowhere else.',
    },
  },
];
