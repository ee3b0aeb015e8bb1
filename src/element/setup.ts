import type { BrokerDefinition } from '../brokers/broker.js';
import { choicesOf, loaderOf, type BrokerChoice } from '../brokers/index.js';
import { baseFor, resolveEndpoint } from '../core/endpoint.js';
import type { Failure } from '../core/errors.js';

/** What a page sets up. */
export interface Setup {
  readonly endpoint: string | null | undefined;
  readonly brokers: string | readonly BrokerChoice[] | null | undefined;
  /** Address of a list of definitions of the page's own. */
  readonly brokersSrc: string | null | undefined;
  /** The selected broker, where that is the page's wish. */
  readonly broker: string | null | undefined;
  /** What a relative endpoint is relative to. */
  readonly base: string;
  /**
   * Says what is wrong with a page's own definition of a broker, or null where that will be known later; undefined until it is
   * loaded.
   */
  readonly faultOf: ((definition: unknown) => string | undefined | null) | undefined;
  /** The built-in brokers that are there, by id. */
  readonly known: ReadonlyMap<string, BrokerDefinition>;
  /** The lists of definitions that are there, unchecked, by their address. */
  readonly lists: ReadonlyMap<string, readonly unknown[]>;
  /** Names of properties that the page tried to set, and that never arrived; separated by spaces. */
  readonly lost: string;
  readonly encoding: string | null | undefined;
}

/** What can be used of a setup, and what is wrong with the rest. */
export interface Configuration {
  readonly brokers: readonly BrokerDefinition[];
  /** Where credentials may be posted to; empty where nowhere. */
  readonly url: string;
  readonly faults: readonly Failure[];
  /** Whether there are definitions of the page's own that could not be checked yet. They are left out, unless one had their id before. */
  readonly isUnchecked: boolean;
  /** Built-in brokers, by id, and lists of the page's own, by address, that are not there yet. They are left out, too. */
  readonly awaited: readonly string[];
}

/** The page's own origin. A document that a page wrote into a frame (`srcdoc`) has that of the page, and no address. */
const pageOrigin = (): string => (origin === 'null' ? location.origin : origin);

/** What a relative endpoint is relative to, as the element's document is now. */
export const baseOf = ({ baseURI }: Node): string => baseFor(baseURI, location.href, pageOrigin());

/**
 * Judges what a page set up.
 *
 * @param former - The brokers that it offered until now: they stand for those with their ids, until these are checked.
 */
export function configure(setup: Setup, former: readonly BrokerDefinition[]): Configuration {
  const { endpoint, broker, base, lost, encoding } = setup;
  const faults: Failure[] = [];
  const misconfigured = (reason: string): void => void faults.push({ code: 'invalid-configuration', reason });
  const { url = '', reason } = resolveEndpoint(endpoint, base, pageOrigin());
  if (reason) faults.push({ code: 'invalid-endpoint', reason });
  for (const name of lost.match(/\w+/g) ?? [])
    misconfigured(`${name} must be set as a property of the element`);
  const isEncodingUnknown = !!encoding && encoding !== 'base64';
  if (isEncodingUnknown) misconfigured('encoding must be base64, or be left out');

  const { brokers, isUnchecked, awaited } = offer(setup, former, misconfigured);
  // As long as some are pending, it may be one of those.
  const isComplete = !isUnchecked && !awaited.length;
  if (broker && brokers.length && isComplete && !brokers.some(({ id }) => id === broker))
    misconfigured(`unknown broker "${broker}"`);
  // Without the page's headers, or as the endpoint does not expect them, credentials would go out for nothing.
  const isMute = isEncodingUnknown || /headers|fetch/.test(lost);
  return { brokers, url: isMute ? '' : url, faults, isUnchecked, awaited };
}

/** The brokers that a page offers, as far as they are there and sound. */
function offer(
  { brokers, brokersSrc, base, faultOf, known, lists }: Setup,
  former: readonly BrokerDefinition[],
  misconfigured: (reason: string) => void,
): Pick<Configuration, 'brokers' | 'isUnchecked' | 'awaited'> {
  /** Where those stand that could not be checked yet. */
  const unchecked: string[] = [];
  const before = new Map(former.map((one) => [one.id, one]));
  const soundOf = (definition: unknown, place: string): BrokerDefinition | undefined => {
    const path = faultOf ? faultOf(definition) : null;
    if (path === undefined) return definition as BrokerDefinition;
    if (path) misconfigured(`${place} is broken at "${path}"`);
    else {
      unchecked.push(place);
      return before.get((definition as Partial<BrokerDefinition> | null)?.id ?? '');
    }
    return undefined;
  };
  const { url: address, reason } = brokersSrc
    ? resolveEndpoint(brokersSrc, base, pageOrigin(), 'brokers-src')
    : {};
  if (reason) misconfigured(reason);
  const list = address === undefined ? [] : lists.get(address);
  const own = new Map<string, BrokerDefinition>();
  for (const [index, one] of (list ?? []).entries()) {
    const place = `brokers-src[${index}]`;
    const sound = soundOf(one, place);
    if (!sound) continue;
    if (own.has(sound.id)) misconfigured(`${place} has an id that another one has, "${sound.id}"`);
    else own.set(sound.id, sound);
  }

  const offered = new Map<string, BrokerDefinition>();
  const awaited = list || !faultOf ? [] : [address!];
  const choices = choicesOf(brokers, brokersSrc ? [...own.keys()] : undefined);
  for (const [index, choice] of choices.entries()) {
    if (typeof choice !== 'string') {
      const sound = soundOf(choice, `brokers[${index}]`);
      if (sound) offered.set(sound.id, sound);
      continue;
    }
    const found = own.get(choice) ?? known.get(choice);
    if (found) offered.set(choice, found);
    else if (loaderOf(choice)) awaited.push(choice);
    // It may be in the list that is not there yet, or in the part of it that was not checked.
    else if (list && !unchecked.length) misconfigured(`unknown broker "${choice}"`);
  }
  // What can check a list has it loaded, too.
  const isUnchecked = unchecked.length > 0 || (!faultOf && !!address);
  return { brokers: [...offered.values()], isUnchecked, awaited };
}
