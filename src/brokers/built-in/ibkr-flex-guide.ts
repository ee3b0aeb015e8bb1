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
      ru: 'Рядом с «Activity Flex Query» нажмите «+» и дайте отчёту имя. В «Sections» откройте «Open Positions», «Cash Report» и «Trades» и отметьте в них всё, а в «Account Information» — только номер счёта и валюту. Нажмите «Save».',
      en: 'Beside “Activity Flex Query” press “+” and give the query a name. Under “Sections” open “Open Positions”, “Cash Report” and “Trades” and tick everything in them, and in “Account Information” the account’s number and currency alone. Press “Save”.',
    },
    note: {
      ru: 'Ваши имя и адрес сайту не нужны.',
      en: 'This site needs neither your name nor your address.',
    },
  },
  {
    picture: 'create',
    pictureLabel: ['XML', 'Create'],
    link,
    text: {
      ru: 'Ниже, в «Delivery Configuration», выберите в «Format» XML. Нажмите «Continue», затем «Create».',
      en: 'Below, under “Delivery Configuration”, choose XML as the “Format”. Press “Continue”, then “Create”.',
    },
    note: {
      ru: 'Номер отчёта («Query ID») откроется по значку «i» рядом с отчётом в списке.',
      en: 'The icon “i” beside the query in the list shows its number (“Query ID”).',
    },
  },
  {
    picture: 'permission',
    pictureLabel: ['Flex Web Service', 'Save'],
    link,
    text: {
      ru: 'На той же странице найдите «Flex Web Service Configuration» и нажмите на шестерёнку. Включите «Flex Web Service Status» и нажмите «Save». В «Should Expire After» выберите самый долгий срок и нажмите «Generate New Token».',
      en: 'On the same page find “Flex Web Service Configuration” and press the gear. Switch “Flex Web Service Status” on and press “Save”. In “Should Expire After” choose the longest, and press “Generate New Token”.',
    },
    note: {
      ru: 'Поле «Valid For IP Address» оставьте пустым. Если «Current Token» там уже есть, скопируйте его: новый отменит прежний везде, где вы его вводили.',
      en: 'Leave “Valid For IP Address” empty. If there is a “Current Token” already, copy that one: a new one ends the previous one wherever you entered it.',
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
