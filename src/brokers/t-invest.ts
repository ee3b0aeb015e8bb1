import type { BrokerDefinition } from './broker.js';

/**
 * T-Invest («Т-Инвестиции», until 2024 «Тинькофф Инвестиции»).
 *
 * Format: RussianInvestments/investAPI, src/docs/token.md and grpc.md. The prefix and the alphabet are those of every sample
 * there, the length is not documented (74 characters in a sample, 88 in use), so all three are doubts, never refusals.
 */
export const tInvest: BrokerDefinition = {
  id: 't-invest',
  name: { ru: 'Тинькофф', en: 'Tinkoff' },
  alias: { ru: 'Т-Инвестиции', en: 'T-Invest' },
  search: ['Т-Банк', 'T-Bank'],
  icon: 'M4 4h16v5h-5v11H9V9H4z',
  fields: [
    {
      name: 'token',
      label: { ru: 'Токен T-Invest API', en: 'T-Invest API token' },
      hint: { ru: 'Начинается с t. — вставьте его целиком.', en: 'It starts with t. — paste all of it.' },
      prefix: 't.',
      alphabet: 'A-Za-z0-9_-',
      minLength: 62,
    },
  ],
  guide: () => import('./t-invest-guide.js').then(({ guide }) => guide),
};
