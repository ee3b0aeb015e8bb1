import type { BrokerDefinition, Provenance } from '../broker.js';

/** The Flex Web Service of Interactive Brokers: a token, and the number of a report that it may fetch. */
export const ibkrFlex: BrokerDefinition = {
  id: 'ibkr-flex',
  name: 'Interactive Brokers',
  alias: 'Flex',
  search: ['IBKR', 'IB', 'Интерактив Брокерс', 'Flex Web Service'],
  region: ['001'],
  icon: 'M6 4h4v16H6zm6 8 6-8v16z',
  // No length is documented: a token is far longer than a number of a query.
  fields: [
    {
      name: 'token',
      label: { ru: 'Токен (Current Token)', en: 'Current Token' },
      hint: { ru: 'Длинное число, от 20 цифр.', en: 'A long number of 20 digits or more.' },
      alphabet: '0-9',
      minLength: 15,
    },
    {
      name: 'queryId',
      label: { ru: 'Номер отчёта (Query ID)', en: 'Query ID' },
      hint: { ru: 'Короткое число, около 7 цифр.', en: 'A short number of about 7 digits.' },
      secret: false,
      alphabet: '0-9',
      pattern: '\\d{1,14}',
      mismatch: {
        ru: 'Номер отчёта — короткое число. Длинное — это токен, его место выше.',
        en: 'A query’s number is short. The long one is the token, whose place is above.',
      },
    },
  ],
  labelLanguage: 'en',
  permissions: {
    levels: [
      {
        access: 'read-only',
        name: { ru: '«Flex Web Service»', en: '“Flex Web Service”' },
        allows: ['view'],
      },
    ],
    recommended: 'read-only',
  },
  lifetime: {
    ru: 'Токен действует столько, сколько выбрано в «Should Expire After». Потом понадобится новый.',
    en: 'The token works for as long as you chose in “Should Expire After”. Then a new one is needed.',
  },
  expiry: { kind: 'chosen' },
  revokeUrl: 'https://www.interactivebrokers.com/portal',
  whenRefused: {
    ru: 'Проверьте и номер отчёта («Query ID»): его вид — «Activity Flex Query», формат — XML. Если отчёт создан только что, подождите несколько минут.',
    en: 'Check the “Query ID” as well: the query must be an “Activity Flex Query” with the format XML. One that you have just made may take some minutes.',
  },
  guide: () => import('./ibkr-flex-guide.js').then(({ guide }) => guide),
};

export const provenance: Provenance = {
  sources: [
    {
      url: 'https://www.ibkrguides.com/brokerportal/performanceandstatements/flex3.htm',
      read: '2026-11-28',
    },
    {
      url: 'https://www.ibkrguides.com/brokerportal/performanceandstatements/flex-web-service.htm',
      read: '2026-11-28',
    },
    {
      url: 'https://www.interactivebrokers.com/campus/ibkr-api-page/flex-web-service/',
      read: '2026-11-28',
    },
    { url: 'https://github.com/csingley/ibflex', read: '2026-11-28' },
    { url: 'https://help.wealthica.com', read: '2026-11-28' },
  ],
  unconfirmed: [
    'The lengths of tokens and of query numbers are from samples.',
    'How a query is made, and the choices of “Should Expire After”, are from guides of others.',
    'The error 1025 is in no list of the broker’s.',
    'What the error 1020 is told for, and that a new query may take some minutes, are from reports of clients.',
  ],
};
