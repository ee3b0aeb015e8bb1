/** Everything that others on a page could read, as text: where a leaked token would turn up. */
import type { PortfolioConnectElement } from '../../src/index.js';

/** Everything that can be reached from a value, as text; getters and prototypes of errors and events included. */
export function textOf(value: unknown, seen = new Set<unknown>(), depth = 0): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'function' || typeof value !== 'object' || value === null) return String(value);
  // What is on the page is searched as such.
  if (seen.has(value) || depth > 6 || value instanceof Node || value instanceof Window) return '';
  seen.add(value);
  const keys = new Set<string>([...Object.getOwnPropertyNames(value), 'message', 'stack', 'cause', 'detail']);
  return [...keys]
    .map((key) => `${key}=${textOf((value as Record<string, unknown>)[key], seen, depth + 1)}`)
    .join('\n');
}

/** Attributes and text of a tree, through every shadow root; `state` of inputs is not part of it. */
export function markupOf(root: Element | ShadowRoot): string {
  const parts = [root instanceof Element ? root.outerHTML : root.innerHTML];
  if (root instanceof Element) {
    parts.push(...[...root.attributes].map(({ name, value }) => `${name}=${value}`));
    if (root.shadowRoot) parts.push(markupOf(root.shadowRoot));
  }
  for (const child of root.children) parts.push(markupOf(child));
  return parts.join('\n');
}

/** What an element gives away as properties: its own and all accessors of its classes. */
function propertiesOf(el: PortfolioConnectElement): string {
  const parts: string[] = [];
  for (
    let at: object | null = el;
    at && at !== HTMLElement.prototype;
    at = Object.getPrototypeOf(at) as object | null
  ) {
    for (const key of Reflect.ownKeys(at)) {
      try {
        const value: unknown = Reflect.get(el, key);
        if (typeof value !== 'function') parts.push(`${String(key)}=${textOf(value)}`);
      } catch {
        // Some accessors want to be asked on other objects.
      }
    }
  }
  return parts.join('\n');
}

function serialised(): string {
  const root = document.documentElement;
  // Not in every engine of the floor.
  return 'getHTML' in root
    ? root.getHTML({ serializableShadowRoots: true, shadowRoots: allShadowRoots(root) })
    : '';
}

const allShadowRoots = (root: ParentNode): ShadowRoot[] =>
  [...root.querySelectorAll('*')].flatMap(({ shadowRoot }) =>
    shadowRoot ? [shadowRoot, ...allShadowRoots(shadowRoot)] : [],
  );

/** Where others can look, by name. */
export async function places(
  el: PortfolioConnectElement,
  requests: readonly Request[],
  events: readonly Event[],
  console: readonly string[],
): Promise<Record<string, string>> {
  const databases = await indexedDB.databases();
  const inCaches = await caches.keys();
  return {
    markup: markupOf(document.documentElement),
    element: markupOf(el),
    serialised: serialised(),
    properties: propertiesOf(el),
    events: events.map((event) => textOf(event)).join('\n'),
    'requested addresses': requests.map(({ url, referrer }) => `${url} ${referrer}`).join('\n'),
    'request headers': requests.map(({ headers }) => JSON.stringify([...headers])).join('\n'),
    'performance entries': performance
      .getEntries()
      .map((entry) => JSON.stringify(entry))
      .join('\n'),
    'address and history': `${location.href} ${document.referrer} ${document.title} ${JSON.stringify(history.state)} ${window.name}`,
    localStorage: JSON.stringify(Object.entries(localStorage)),
    sessionStorage: JSON.stringify(Object.entries(sessionStorage)),
    cookies: document.cookie,
    databases: JSON.stringify(databases),
    caches: JSON.stringify(inCaches),
    globals: Object.getOwnPropertyNames(window)
      .filter((key) => typeof (window as unknown as Record<string, unknown>)[key] === 'string')
      .map((key) => String((window as unknown as Record<string, unknown>)[key]))
      .join('\n'),
    console: console.join('\n'),
  };
}
