/** A selector of more brokers than eight. */
import type { BrokerDefinition } from '../../src/index.js';
import { block, drawn, ownBroker, texts } from './block.js';
import { allByRole, byRole, findByRole } from './page.js';

export const many = (count: number): Array<string | BrokerDefinition> => [
  't-invest',
  ...Array.from({ length: count - 1 }, (_, index) => ({
    ...ownBroker,
    id: `own-${String(index)}`,
    name: { ru: `Брокер № ${String(index)}`, en: `Broker no. ${String(index)}` },
    ...(index === 3 && { alias: 'Альфа', search: ['Особый'] }),
  })),
];
export const box = (root: ParentNode) => byRole<HTMLInputElement>(root, 'searchbox', texts.ru.find);
export const radios = (root: ParentNode) => allByRole<HTMLInputElement>(root, 'radio');
export const names = (root: ParentNode) =>
  radios(root).map((radio) => radio.closest('label')!.textContent.replace(/\s+/g, ' ').trim());

export async function long(count = 12, attributes = '') {
  const el = await block(attributes, { brokers: many(count) });
  await findByRole(el, 'searchbox', texts.ru.find);
  await drawn(el);
  return el;
}
