/** The list of connections as a person meets it. */
import type { PortfolioConnectElement } from '../../src/index.js';
import { block, connections, texts } from './block.js';
import { byRole, click, findByRole, until } from './page.js';

const { ru } = texts;

export const items = (el: PortfolioConnectElement) => [
  ...el.shadowRoot!.querySelectorAll<HTMLElement>('[part=connection]'),
];
export const item = (el: PortfolioConnectElement, index: number) => items(el)[index]!;
export const shows = (el: PortfolioConnectElement, count: number) => until(() => items(el).length === count);

/** The block with its list loaded. */
export async function managed(
  attributes = '',
  properties: Partial<PortfolioConnectElement> = {},
  count: number = connections.length,
): Promise<PortfolioConnectElement> {
  const el = await block(`manage ${attributes}`, properties);
  await shows(el, count);
  return el;
}

export const button = (root: ParentNode, name: string) => byRole<HTMLButtonElement>(root, 'button', name);
export const confirmation = (el: PortfolioConnectElement) => findByRole(el, 'group', ru.confirm);
/** Asks to disconnect, and says yes. */
export async function disconnectByHand(el: PortfolioConnectElement, index: number): Promise<void> {
  click(button(item(el, index), ru.disconnect));
  click(button(await confirmation(el), ru.confirmed));
}
