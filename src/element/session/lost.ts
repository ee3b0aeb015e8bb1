import type { BlockHost } from '../host.js';

/** Properties that no attribute can hold. Those of a request come first. */
const names = ['headers', 'fetch', 'brokers', 'messages'] as const;

/**
 * Names the properties that a page tried to set, and that never arrived. Frameworks that know attributes alone turn objects into
 * `[object Object]` and drop functions without a word: React up to 18, and later ones where the tag is not defined yet. What a
 * page wrote for React stands beside the element, under a name of React's own.
 */
export function lostBy(host: BlockHost): string {
  const key = Object.keys(host).find((name) => name.startsWith('__reactProps$'));
  const written = key ? (host as unknown as Record<string, Record<string, unknown>>)[key] : undefined;
  const isLost = (name: (typeof names)[number]) =>
    name === 'brokers'
      ? typeof host.brokers === 'string' && host.brokers.includes('[object ')
      : !host[name] && (host.hasAttribute(name) || written?.[name]);
  return names.filter(isLost).join(' ');
}
