import type { GuideStep } from '../broker.js';

/** How to make a Flex query and its token. Sources: beside the definition, in ibkr-flex.ts. */
const link = { url: 'https://www.interactivebrokers.com/portal', text: 'interactivebrokers.com/portal' };

export const guide: readonly GuideStep[] = [
  {
    picture: 'sign-in',
    pictureLabel: 'Client Portal',
    text: {
      ru: 'Войдите в Client Portal и откройте «Performance & Reports», затем «Flex Queries».',
      en: 'Sign in to Client Portal and open “Performance & Reports”, then “Flex Queries”.',
    },
    link,
    note: {
      ru: 'Если такого раздела нет: «Menu», затем «Reporting», затем «Flex Queries».',
      en: 'If there is no such section: “Menu”, then “Reporting”, then “Flex Queries”.',
    },
  },
  {
    picture: 'create',
    pictureLabel: ['Activity Flex Query', '+'],
    link,
    text: {
      ru: 'Рядом с «Activity Flex Query» нажмите «+». Дайте имя, в «Sections» добавьте «Account Information», «Open Positions», «Cash Report», «Trades» и «Cash Transactions», в «Format» оставьте XML. Нажмите «Continue» и «Create».',
      en: 'Beside “Activity Flex Query” press “+”. Give it a name, under “Sections” add “Account Information”, “Open Positions”, “Cash Report”, “Trades” and “Cash Transactions”, and leave “Format” at XML. Press “Continue” and “Create”.',
    },
    note: {
      ru: 'Номер отчёта («Query ID») откроется по значку «i» рядом с ним в списке.',
      en: 'The icon “i” beside it in the list shows its number (“Query ID”).',
    },
  },
  {
    picture: 'permission',
    pictureLabel: ['Flex Web Service', 'Generate New Token'],
    link,
    text: {
      ru: 'На той же странице откройте «Flex Web Service Configuration» и включите «Flex Web Service Status». В «Should Expire After» выберите самый долгий срок и нажмите «Generate New Token».',
      en: 'On the same page open “Flex Web Service Configuration” and switch “Flex Web Service Status” on. In “Should Expire After” choose the longest, and press “Generate New Token”.',
    },
    note: {
      ru: 'Поле «Valid For IP Address» оставьте пустым. Новый токен отменяет прежний.',
      en: 'Leave “Valid For IP Address” empty. A new token ends the one of before.',
    },
  },
  {
    picture: 'copy',
    pictureLabel: ['Current Token', 'Query ID'],
    link,
    text: {
      ru: 'Скопируйте токен и «Query ID» и вставьте их сюда. Токен только читает отчёты: ни сделок, ни переводов он не разрешает.',
      en: 'Copy the token and the “Query ID” and paste them here. The token only reads reports: it allows neither trades nor transfers.',
    },
  },
];
