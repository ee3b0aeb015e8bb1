/*
 * The tag in the templates of frameworks. Written as declarations, and published as they are: there an augmentation of what is not
 * installed is no mistake. So nothing of a framework is named but what each augmentation declares itself.
 */
import type { LitElement } from 'lit';
import type { PortfolioConnectEventMap } from './element/events.js';
import type { PortfolioConnectElement } from './element/portfolio-connect.js';

/** What can be set on the tag in a template: its properties, by their names. */
export type PortfolioConnectProperties = {
  [
    Name in Exclude<
      keyof PortfolioConnectElement,
      keyof LitElement | 'state' | 'connect' | 'cancel' | 'reset' | 'refresh' | 'disconnect'
    >
  ]?: PortfolioConnectElement[Name] | undefined;
};

/** What has another name as an attribute. */
interface Attributes {
  'choose-broker'?: boolean | undefined;
  'brokers-src'?: string | undefined;
}

type Own = PortfolioConnectProperties & Attributes;

/** What a framework lets be set on any element that has nothing of its own, by its table of elements. */
type Common<Elements> = Elements extends { section: infer Section } ? Section : unknown;

type Listeners<Prefix extends string> = {
  [Type in keyof PortfolioConnectEventMap as `${Prefix}${Type}`]?:
    ((event: PortfolioConnectEventMap[Type]) => void) | undefined;
};

/** The tag among the elements of a framework. */
type Tag<Elements, Prefix extends string = never> = Omit<Common<Elements>, keyof Own> &
  Own &
  Listeners<Prefix>;

/** What a template can write that knows attributes alone. */
type Texts = Omit<Own, 'brokers' | 'brokersSrc' | 'chooseBroker' | 'headers' | 'messages' | 'fetch'> & {
  brokers?: string | undefined;
};

/** `pc-state-change` is `PcStateChange`. */
type Camel<Name extends string> = Name extends `${infer First}-${infer Rest}`
  ? `${Capitalize<First>}${Camel<Rest>}`
  : Capitalize<Name>;
/** Listeners as Vue's templates and the component for React name them: `onPcConnect` for `pc-connect`. */
export type PortfolioConnectListeners = {
  [Type in keyof PortfolioConnectEventMap as `on${Camel<Type>}`]?:
    ((event: PortfolioConnectEventMap[Type]) => void) | undefined;
};

// React 18 and 19. Only 19 sets properties and listens; with 18, see the guide.
declare module 'react' {
  namespace JSX {
    interface IntrinsicElements {
      'portfolio-connect': Tag<IntrinsicElements, 'on'>;
    }
  }
}

declare module 'preact' {
  namespace JSX {
    interface IntrinsicElements {
      'portfolio-connect': Tag<IntrinsicElements, 'on'>;
    }
  }
}

declare module 'solid-js/jsx-runtime' {
  namespace JSX {
    interface IntrinsicElements {
      'portfolio-connect': Tag<IntrinsicElements, 'on:'>;
    }
  }
}

// Its listeners, `on-pc-connect$`, have hyphens, and whatever has one TypeScript lets pass in JSX.
declare module '@builder.io/qwik' {
  namespace QwikJSX {
    interface IntrinsicElements {
      'portfolio-connect': Tag<IntrinsicElements>;
    }
  }
}

declare module 'svelte/elements' {
  interface SvelteHTMLElements {
    'portfolio-connect': Tag<SvelteHTMLElements, 'on' | 'on:'>;
  }
}

declare global {
  namespace astroHTML.JSX {
    interface IntrinsicElements {
      'portfolio-connect': Omit<Common<IntrinsicElements>, keyof Texts> & Texts;
    }
  }
}

/* eslint-disable @typescript-eslint/no-empty-object-type -- Vue fills them */
declare module 'vue' {
  interface IntrinsicElementAttributes {}
  interface ReservedProps {}
  interface GlobalComponents {
    'portfolio-connect': new () => {
      $props: Tag<IntrinsicElementAttributes> & ReservedProps & PortfolioConnectListeners;
    };
  }
}
/* eslint-enable */
