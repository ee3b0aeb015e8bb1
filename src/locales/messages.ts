import type { ErrorCode } from '../core/errors.js';

/**
 * Every text of the widget, in one language. `{name}` stands for a value. A language that misses one does not compile.
 */
export interface Messages extends Readonly<Record<`error.${ErrorCode}`, string>> {
  /** Heading and accessible name of the block. */
  readonly heading: string;
  /** One sentence below the heading. */
  readonly description: string;
  /** Name of the broker selector. */
  readonly broker: string;
  /** The submit button was pressed before a broker was chosen. */
  readonly choose: string;
  /** The disclosure that holds the guide. */
  readonly guide: string;
  /** Said while the guide is being loaded. */
  readonly guideLoading: string;
  /** Said when the guide could not be loaded. */
  readonly guideFailed: string;
  /** Tells readers of assistive technology that a link leaves the page. */
  readonly newTab: string;
  /** Button that unmasks the credential. */
  readonly show: string;
  /** Button that masks it again. */
  readonly hide: string;
  /** The submit button. */
  readonly submit: string;
  /** The button that stops an attempt. */
  readonly cancel: string;
  /** Said while the credentials are sent. */
  readonly submitting: string;
  /** Said while the endpoint verifies the token at the broker. */
  readonly verifying: string;
  /** Success. */
  readonly connected: string;
  /** Heading of the account list. */
  readonly accounts: string;
  /** Button that starts over after a success. */
  readonly another: string;
  /** Counts down to the next possible try. `{time}`: a duration in words. */
  readonly wait: string;
  /** The field is empty. `{field}`: its label. */
  readonly empty: string;
  /** `{letters}`: a list such as «а» → a (character 5). */
  readonly lookAlike: string;
  /** One item of that list. `{found}`, `{latin}`, `{position}`. */
  readonly lookAlikeItem: string;
  /** Button that replaces look-alikes. */
  readonly replace: string;
  /** `{found}`, `{position}`: a character that no token contains. */
  readonly notLatin: string;
  /** `{found}`, `{position}`: a character that this broker's tokens do not contain. */
  readonly character: string;
  /** `{prefix}`: what the value should begin with. */
  readonly prefix: string;
  /** `{length}`, `{minLength}`: characters there, and expected at least. */
  readonly short: string;
  /** Added to a doubt: how to overrule it. `{submit}`: the button's text. */
  readonly insist: string;
  /** What a space is called where a single character is quoted. */
  readonly space: string;
  /** `{broker}`: an id that no definition has. */
  readonly unknownBroker: string;
}
