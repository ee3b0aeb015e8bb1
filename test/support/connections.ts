/** The list of connections as a person meets it. */
import type { PortfolioConnectElement } from '../../src/index.js';
import { byRole, click, connections, type Driver, open, texts, until } from './driver.js';

const { ru } = texts;

export const items = (pc: Driver) => [
  ...pc.element.shadowRoot!.querySelectorAll<HTMLElement>('[part=connection]'),
];
export const item = (pc: Driver, index: number) => items(pc)[index]!;
export const shows = (pc: Driver, count: number) => until(() => items(pc).length === count);

/** The block with its list loaded. */
export async function managed(
  attributes = '',
  properties: Partial<PortfolioConnectElement> = {},
  count: number = connections.length,
): Promise<Driver> {
  const pc = await open(`manage ${attributes}`, properties);
  await shows(pc, count);
  return pc;
}

export const button = (root: ParentNode, name: string) => byRole<HTMLButtonElement>(root, 'button', name);
export const confirmation = (pc: Driver) => pc.findByRole('group', ru.confirm);
/** Asks to disconnect, and says yes. */
export async function disconnectByHand(pc: Driver, index: number): Promise<void> {
  click(button(item(pc, index), ru.disconnect));
  click(button(await confirmation(pc), ru.confirmed));
}
