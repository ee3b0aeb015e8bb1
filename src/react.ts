/**
 * The block as a component of React 18 and newer: `<PortfolioConnect endpoint="…" onPcConnect={…} />`. It registers the tag.
 *
 * React up to 18 gives a custom element attributes alone, and newer versions give it neither properties nor listeners when they
 * hydrate what a server rendered. The component does both, before the block can send anything.
 *
 * @packageDocumentation
 */
import {
  createElement,
  forwardRef,
  useEffect,
  useImperativeHandle,
  useLayoutEffect,
  useRef,
  type ForwardRefExoticComponent,
  type HTMLAttributes,
  type RefAttributes,
  type RefObject,
} from 'react';
import type { PortfolioConnectElement } from './define.js';
import './define.js';
import type { PortfolioConnectListeners, PortfolioConnectProperties } from './templates.js';

/** The properties of the element, a listener for each of its events, and what React knows of any element. */
export type PortfolioConnectProps = PortfolioConnectProperties &
  PortfolioConnectListeners &
  Omit<HTMLAttributes<PortfolioConnectElement>, keyof PortfolioConnectProperties>;

export type { PortfolioConnectListeners, PortfolioConnectProperties };

/** Types of events, by the listeners' names. */
const types = {
  onPcBrokerChange: 'pc-broker-change',
  onPcSubmit: 'pc-submit',
  onPcConnect: 'pc-connect',
  onPcError: 'pc-error',
  onPcProgress: 'pc-progress',
  onPcDisconnect: 'pc-disconnect',
  onPcStateChange: 'pc-state-change',
} as const satisfies Record<keyof PortfolioConnectListeners, string>;

type Properties = Pick<
  PortfolioConnectProperties,
  'brokers' | 'headers' | 'messages' | 'fetch' | 'manage' | 'disabled'
>;

/** Where a server renders there is no layout, and React 18 says so. */
const useBrowserLayoutEffect = typeof document === 'undefined' ? useEffect : useLayoutEffect;

/** The block. A ref leads to the element, with its methods. */
export const PortfolioConnect: ForwardRefExoticComponent<
  PortfolioConnectProps & RefAttributes<PortfolioConnectElement>
> = forwardRef<PortfolioConnectElement, PortfolioConnectProps>(function PortfolioConnect(props, ref) {
  const element = useRef<PortfolioConnectElement>(null);
  const { attributes, properties, listeners } = sorted(props);
  useProperties(element, properties);
  useListeners(element, listeners);
  // Last, so that whoever gets the element finds it ready.
  useImperativeHandle(ref, () => element.current!, []);
  return createElement('portfolio-connect', { ...attributes, ref: element });
});

/** What is rendered as attributes, on a server, too; what are properties; and what listens. */
function sorted(props: PortfolioConnectProps) {
  const { brokers, brokersSrc, headers, messages, fetch, manage, disabled, chooseBroker, ...others } = props;
  const { className, hidden, ...rest } = others;
  const ids = brokersAsAttribute(brokers);
  const attributes: Record<string, unknown> = {};
  const listeners: PortfolioConnectListeners = {};
  for (const [name, value] of Object.entries(rest)) {
    if (name in types) Object.assign(listeners, { [name]: value as unknown });
    else attributes[name] = value;
  }
  // React up to 18 would write `classname="…"` and `hidden="false"`.
  Object.assign(attributes, {
    class: className ?? attributes['class'],
    hidden: hidden || undefined,
    brokers: ids,
    'brokers-src': brokersSrc ?? attributes['brokers-src'],
    'choose-broker': (chooseBroker ?? attributes['choose-broker']) ? '' : undefined,
    // A server's block is on the page before it has its headers and its listeners. Until then nobody can send anything.
    disabled: true,
  });
  const properties: Properties = {
    headers,
    messages,
    fetch,
    disabled: Boolean(disabled),
    // Not as an attribute: it would ask for the connections without the headers.
    manage: Boolean(manage),
    ...(ids === undefined && { brokers }),
  };
  return { attributes, properties, listeners };
}

/** Brokers as a server can render them: ids alone. */
function brokersAsAttribute(brokers: PortfolioConnectProps['brokers']): string | undefined {
  if (typeof brokers === 'string') return brokers;
  return brokers?.every((choice) => typeof choice === 'string') ? brokers.join(' ') : undefined;
}

/** Sets what has changed since the last render: what the person did meanwhile stays. */
function useProperties(element: RefObject<PortfolioConnectElement>, properties: Properties): void {
  const before = useRef<Properties>({});
  useBrowserLayoutEffect(() => {
    const block = element.current!;
    for (const name of Object.keys(properties) as Array<keyof Properties>) {
      if (properties[name] !== before.current[name]) Object.assign(block, { [name]: properties[name] });
    }
    before.current = properties;
    // What a server wrote, and React 18 in any case. Without it the property alone counts.
    if (!properties.disabled) block.removeAttribute('disabled');
  });
  // Whatever React renders while it hides the block, or lets it wait, are attributes alone.
  useBrowserLayoutEffect(() => {
    const block = element.current!;
    return () => {
      block.disabled = true;
      before.current = {};
    };
  }, [element]);
}

/**
 * Listens once, for as long as there is the element, and calls what was rendered last: a page may write its functions where it renders,
 * and what was sent before React hid the block may be answered meanwhile.
 */
function useListeners(
  element: RefObject<PortfolioConnectElement>,
  listeners: PortfolioConnectListeners,
): void {
  const latest = useRef(listeners);
  const listened = useRef<PortfolioConnectElement | null>(null);
  useBrowserLayoutEffect(() => {
    latest.current = listeners;
  });
  useBrowserLayoutEffect(() => {
    const block = element.current!;
    if (listened.current === block) return;
    listened.current = block;
    for (const name of Object.keys(types) as Array<keyof typeof types>) {
      block.addEventListener(types[name], (event: Event) =>
        (latest.current[name] as ((event: Event) => void) | undefined)?.(event),
      );
    }
  }, [element]);
}
