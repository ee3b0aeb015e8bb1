import type { SelectorTexts } from './messages.js';

/** The texts of a long selector, by language. They come with it. */
export const selectorTexts: Readonly<Record<'ru' | 'en', SelectorTexts>> = {
  ru: {
    find: 'Найти брокера',
    found: 'Найдено брокеров: {count}',
    notFound: 'Такого брокера в списке нет. Попробуйте другое название.',
    more: 'Показаны {shown} из {count}. Введите название, чтобы найти остальных.',
  },
  en: {
    find: 'Find a broker',
    found: 'Brokers found: {count}',
    notFound: 'There is no such broker in the list. Try another name.',
    more: 'Showing {shown} of {count}. Type a name to find the others.',
  },
};
