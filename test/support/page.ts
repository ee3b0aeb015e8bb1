/**
 * How a test touches the page: it finds things by role and accessible name, as a person with or without assistive
 * technology does, and acts with keys, text and clicks.
 */
import { executeServerCommand, sendKeys } from '@web/test-runner-commands';
import { flatTree, isExposed, nameOf, roleOf } from './accessibility.js';

export { descriptionOf, nameOf, roleOf, visibleText } from './accessibility.js';

export type Name = string | RegExp;

// Tests may replace the page's timers.
const { setTimeout: realSetTimeout } = window;
const realNow = performance.now.bind(performance);

const mounted: Element[] = [];

afterEach(() => {
  for (const element of mounted.splice(0)) element.remove();
});

/** Adds markup to the page for one test and returns its first element. */
export function mount<E extends Element = HTMLElement>(html: string): E {
  const frame = document.createElement('div');
  frame.innerHTML = html;
  document.body.append(frame);
  mounted.push(frame);
  const first = frame.firstElementChild;
  if (!first) throw new Error('mount: no element in the markup');
  return first as E;
}

/** Everything with this role (and name) that is exposed to assistive technology, in order; shadow roots included. */
export function allByRole<E extends Element = HTMLElement>(root: ParentNode, role: string, name?: Name): E[] {
  const found = [...flatTree(root)].filter(
    (element) => roleOf(element) === role && isExposed(element) && matches(element, name),
  );
  return found as E[];
}

/** The only one with this role and name; throws, saying what there is, if there is none or more. */
export function byRole<E extends Element = HTMLElement>(root: ParentNode, role: string, name?: Name): E {
  const found = allByRole<E>(root, role, name);
  const [only] = found;
  if (only && found.length === 1) return only;
  throw new Error(
    `${String(found.length)} × ${role} ${String(name ?? '')} in:\n${inventory(root).join('\n') || '(nothing)'}`,
  );
}

/** The same, or null if there is none. */
export function queryByRole<E extends Element = HTMLElement>(
  root: ParentNode,
  role: string,
  name?: Name,
): E | null {
  return allByRole(root, role, name).length === 0 ? null : byRole<E>(root, role, name);
}

/** The same, once it is there. */
export function findByRole<E extends Element = HTMLElement>(
  root: ParentNode,
  role: string,
  name?: Name,
): Promise<E> {
  return until(() => byRole<E>(root, role, name));
}

/** Half of a test's own limit, so that what was waited for is told before Mocha ends the test. */
let patience = 0;
beforeEach(function () {
  patience = this.timeout() / 2;
});

/** Polls until the condition is truthy and returns its value; an error thrown by it means "not yet". */
export async function until<T>(condition: () => T | Promise<T>): Promise<T> {
  const end = realNow() + patience;
  for (;;) {
    let reason: unknown;
    try {
      const value = await condition();
      if (value) return value;
    } catch (error) {
      if (error instanceof ReferenceError) throw error;
      reason = error;
    }
    if (realNow() > end) {
      const why = reason instanceof Error ? reason.message : condition.toString();
      throw new Error(`not so within ${String(patience / 1000)} s: ${why}`, { cause: reason });
    }
    await new Promise((resolve) => realSetTimeout(resolve, 10));
  }
}

/** A promise, and what keeps it. */
export function held<T = void>(): { promise: Promise<T>; release: (value: T) => void } {
  let release!: (value: T) => void;
  const promise = new Promise<T>((resolve) => (release = resolve));
  return { promise, release };
}

/** Clicks as a pointer does: the nearest focusable element gets the focus first. A disabled control is an error. */
export function click(element: HTMLElement): void {
  if (element.matches(':disabled')) throw new Error(`${nameOf(element)} is disabled`);
  element.focus();
  element.click();
}

/** Replaces the text of a field, as typing does for the page. */
export function fill(input: HTMLInputElement | HTMLTextAreaElement, text: string): void {
  input.focus();
  input.value = text;
  input.dispatchEvent(inputEvent('insertText', text));
}

/** Pastes over the selection. The page may prevent the paste and write the value itself. */
export function paste(input: HTMLInputElement | HTMLTextAreaElement, text: string): void {
  input.focus();
  const clipboardData = new DataTransfer();
  clipboardData.setData('text/plain', text);
  const event = new ClipboardEvent('paste', {
    clipboardData,
    bubbles: true,
    composed: true,
    cancelable: true,
  });
  // An engine may leave a scripted event without its data.
  if (event.clipboardData?.getData('text/plain') !== text) {
    Object.defineProperty(event, 'clipboardData', { value: clipboardData });
  }
  if (!input.dispatchEvent(event)) return;
  // An input has no lines: where they broke, each engine puts a space.
  const line = input instanceof HTMLInputElement ? text.replace(/[\r\n]+/g, ' ') : text;
  input.setRangeText(line, input.selectionStart ?? 0, input.selectionEnd ?? input.value.length, 'end');
  input.dispatchEvent(inputEvent('insertFromPaste', text));
}

/**
 * Presses a real key in the page's focused element: `Enter`, `Tab`, `Shift+Tab`, `ArrowDown`, `Space`, `Escape`, `a`.
 * Works in Chromium, Firefox and WebKit (there over WebDriver, which needs the runner's `concurrency: 1`).
 */
export async function press(combination: string): Promise<void> {
  const keys = combination.split('+').map((key) => (key === 'Space' ? ' ' : key));
  await executeServerCommand('pc-press', { keys });
}

/** Types with real keys into the focused element. */
export async function type(text: string): Promise<void> {
  await sendKeys({ type: text });
}

/** Media features for the rest of the page, e.g. `{ 'prefers-color-scheme': 'dark', 'forced-colors': 'active' }`; `{}`
 * ends it. Resolves to false where the engine cannot (all but Chromium). */
export async function emulate(features: Readonly<Record<string, string>>): Promise<boolean> {
  const answer = await executeServerCommand<{ done: boolean }, Readonly<Record<string, string>>>(
    'pc-emulate',
    features,
  );
  return answer.done;
}

/** The element that has the focus, through shadow roots. */
export function focused(): Element | null {
  let active = document.activeElement;
  while (active?.shadowRoot?.activeElement) active = active.shadowRoot.activeElement;
  return active;
}

const PC_EVENTS = [
  'pc-broker-change',
  'pc-submit',
  'pc-connect',
  'pc-error',
  'pc-disconnect',
  'pc-state-change',
] as const;

/** Collects the events that reach a target, in order; `pc-*` means all of the element's. */
export function record<E extends Event = CustomEvent>(target: EventTarget, ...types: string[]): E[] {
  const events: E[] = [];
  for (const name of types.flatMap((entry) => (entry === 'pc-*' ? PC_EVENTS : entry))) {
    target.addEventListener(name, (event) => {
      events.push(event as E);
    });
  }
  return events;
}

function matches(element: Element, name: Name | undefined): boolean {
  if (name === undefined) return true;
  const own = nameOf(element);
  return typeof name === 'string' ? own === name : name.test(own);
}

function inventory(root: ParentNode): string[] {
  return [...flatTree(root)]
    .filter((element) => !['generic', 'none', 'presentation'].includes(roleOf(element)) && isExposed(element))
    .map((element) => `  ${roleOf(element)} "${nameOf(element)}"`);
}

function inputEvent(inputType: string, text: string): InputEvent {
  return new InputEvent('input', { inputType, data: text, bubbles: true, composed: true });
}
