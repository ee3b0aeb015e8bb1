/** A selector of more brokers than eight. */
import type { BrokerDefinition } from '../../src/index.js';
import { type Driver, click, open, ownBroker, texts } from './driver.js';

export const many = (count: number): Array<string | BrokerDefinition> => [
  't-invest',
  ...Array.from({ length: count - 1 }, (_, index) => ({
    ...ownBroker,
    id: `own-${String(index)}`,
    name: { ru: `Брокер № ${String(index)}`, en: `Broker no. ${String(index)}` },
    ...(index === 3 && { alias: 'Альфа', search: ['Особый'] }),
  })),
];
export const box = (pc: Driver) => pc.byRole<HTMLInputElement>('searchbox', texts.ru.find);
export const radios = (pc: Driver) => pc.allByRole<HTMLInputElement>('radio');
export const names = (pc: Driver) =>
  radios(pc).map((radio) => radio.closest('label')!.textContent.replace(/\s+/g, ' ').trim());

export async function long(count = 12, attributes = '') {
  const pc = await open(attributes, { brokers: many(count) });
  if (pc.element.broker) click(await pc.findByRole('button', texts.ru.otherBroker));
  await pc.findByRole('searchbox', texts.ru.find);
  await pc.drawn();
  return pc;
}
