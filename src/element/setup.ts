import type { BrokerDefinition } from '../brokers/broker.js';
import { choicesOf, loaderOf, type BrokerChoice } from '../brokers/index.js';
import { baseFor, resolveEndpoint } from '../core/endpoint.js';
import type { Failure } from '../core/errors.js';

/** What a page sets up. */
export interface Setup {
  readonly endpoint: string | null | undefined;
  readonly brokers: string | readonly BrokerChoice[] | null | undefined;
  /** The selected broker, where that is the page's wish. */
  readonly broker: string | null | undefined;
  /** What a relative endpoint is relative to. */
  readonly base: string;
  /** Says what is wrong with a page's own definition of a broker; undefined until that is loaded. */
  readonly faultOf: ((definition: unknown) => string | undefined) | undefined;
  /** The built-in brokers that are there, by id. */
  readonly known: ReadonlyMap<string, BrokerDefinition>;
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
  /** Whether there are definitions of the page's own that could not be checked yet. They are left out. */
  readonly isUnchecked: boolean;
  /** Ids of built-in brokers that are not there yet. They are left out, too. */
  readonly awaited: readonly string[];
}

/** The page's own origin. A document that a page wrote into a frame (`srcdoc`) has that of the page, and no address. */
const pageOrigin = (): string => (origin === 'null' ? location.origin : origin);

/** What a relative endpoint is relative to, as the element's document is now. */
export const baseOf = ({ baseURI }: Node): string => baseFor(baseURI, location.href, pageOrigin());

/** Judges what a page set up. */
export function configure({
  endpoint,
  brokers,
  broker,
  base,
  faultOf,
  known,
  lost,
  encoding,
}: Setup): Configuration {
  const faults: Failure[] = [];
  const misconfigured = (reason: string) => faults.push({ code: 'invalid-configuration', reason });
  const { url = '', reason } = resolveEndpoint(endpoint, base, pageOrigin());
  if (reason) faults.push({ code: 'invalid-endpoint', reason });
  for (const name of lost.match(/\w+/g) ?? [])
    misconfigured(`${name} must be set as a property of the element`);
  const isEncodingUnknown = !!encoding && encoding !== 'base64';
  if (isEncodingUnknown) misconfigured('encoding must be base64, or be left out');

  const offered = new Map<string, BrokerDefinition>();
  const awaited: string[] = [];
  const choices = choicesOf(brokers);
  choices.forEach((choice, index) => {
    if (typeof choice === 'string') {
      const builtIn = known.get(choice);
      if (builtIn) offered.set(choice, builtIn);
      else if (loaderOf(choice)) awaited.push(choice);
      else misconfigured(`unknown broker "${choice}"`);
    } else if (faultOf) {
      const path = faultOf(choice);
      if (path) misconfigured(`brokers[${index}] is broken at "${path}"`);
      else offered.set(choice.id, choice);
    }
  });
  const isUnchecked = !faultOf && choices.some((choice) => typeof choice !== 'string');
  // As long as some are pending, it may be one of those.
  if (broker && offered.size && !isUnchecked && !awaited.length && !offered.has(broker))
    misconfigured(`unknown broker "${broker}"`);
  // Without the page's headers, or as the endpoint does not expect them, credentials would go out for nothing.
  const isMute = isEncodingUnknown || /headers|fetch/.test(lost);
  return { brokers: [...offered.values()], url: isMute ? '' : url, faults, isUnchecked, awaited };
}
