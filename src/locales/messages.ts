import type { ErrorCode } from '../core/errors.js';

/** The texts that the form is drawn with. */
export interface Labels {
  /** BCP 47 tag of these texts. */
  readonly lang: string;
  /** Heading and accessible name of the block. */
  readonly heading: string;
  /** What is needed, below the heading: what a token is, and that it is no password. */
  readonly description: string;
  /** Who gets the credential. `{host}`: the endpoint's host. */
  readonly receiver: string;
  /** What that one can do with full access. */
  readonly allowsFull: string;
  /** What that one can do with read-only access. */
  readonly allowsReadOnly: string;
  /** The same where the site asks for read-only access, and the broker has no such level. */
  readonly noReadOnly: string;
  /** The same where the site asks for full access, and the broker has no such level. */
  readonly noFull: string;
  /** Name of the broker selector. */
  readonly broker: string;
  /** The disclosure that holds the guide. */
  readonly guide: string;
  /** Button below the guide that leads to the field. */
  readonly guideDone: string;
  /** Added for screen readers to the words of a link. */
  readonly newTab: string;
  /** Label of the choice between real and practice accounts, where a broker keeps them apart. */
  readonly environment: string;
  /** Beside the label of a field that may be left empty. */
  readonly optional: string;
  /** Button that unmasks the credential. */
  readonly show: string;
  /** Button that masks it again. */
  readonly hide: string;
  /** The submit button. */
  readonly submit: string;
  /** The button that stops an attempt. */
  readonly cancel: string;
  /** Said while a part of the block that is needed now is being loaded. */
  readonly preparing: string;
  /** A part of the block could not be loaded: try again, then reload the page. */
  readonly partMissing: string;
  /** Button that loads again what could not be loaded: a part, or the list of connections. */
  readonly retry: string;
  /** Added to any advice to reload the page, where a token has been typed: reloading loses it. */
  readonly tokenWouldBeLost: string;
}

/** The texts that answer what the person did. `{name}` stands for a value. */
export interface Answers extends Readonly<Record<`error.${ErrorCode}`, string>> {
  /** The submit button was pressed before a broker was chosen. */
  readonly choose: string;
  /** Said while the credentials are sent. */
  readonly submitting: string;
  /** Said while the endpoint verifies the token at the broker. */
  readonly verifying: string;
  /** Added to either when it takes long. */
  readonly slow: string;
  /** Success. */
  readonly connected: string;
  /** What to do after it: nothing. */
  readonly done: string;
  /** The token may do more than what `access` asks for. */
  readonly tooMuch: string;
  /** The token allows to move money. `{rights}`: the broker's names of these rights, or `transfer` and `withdraw`. */
  readonly excessive: string;
  /** Such a right, where the broker's own name of it is not known: between own accounts. */
  readonly transfer: string;
  /** The same: out of them. */
  readonly withdraw: string;
  /** Added where the broker refused what it shows only once. `{field}`: its label. */
  readonly shownOnce: string;
  /** The broker refused a token that it takes only once. */
  readonly usedUp: string;
  /** Of several fields the broker refused this one. `{field}`: its label. */
  readonly notTaken: string;
  /** Of several fields the broker refused nobody knows which. */
  readonly notTakenAny: string;
  /** The token that was refused a moment ago is about to be sent again. */
  readonly refused: string;
  /** Added to what is odd: it looks like what another broker issues. `{broker}`: its name. */
  readonly issuedBy: string;
  /** Button that chooses that broker, and takes the token along. `{broker}`: its name. */
  readonly chooseIssuer: string;
  /** Button that opens the guide at the step where a token is issued. */
  readonly issue: string;
  /** Button that leads to the other brokers. */
  readonly chooseOther: string;
  /** Link that opens the page in a new tab, to sign in there. */
  readonly signIn: string;
  /** Button that reloads the page. */
  readonly reload: string;
  /** Button that starts over after a success. */
  readonly another: string;
  /** Counts down to the next possible try. `{time}`: a duration in words, in the nominative. */
  readonly wait: string;
  /** Said once that time has come. */
  readonly waited: string;
  /** Added where an attempt ended without an answer after something had been sent. */
  readonly unsure: string;
  /** Added where only the site can help, when trying again does not. */
  readonly support: string;
  /** By which the site's support finds the request. `{id}`: a number that the server gave it. */
  readonly requestNumber: string;
  /** The field is empty. `{field}`: its label. */
  readonly empty: string;
  /** A masked copy: dots or asterisks stand for the characters. */
  readonly masked: string;
  /** A value among other words. `{field}`: the label of its field. */
  readonly words: string;
  /** Parts of one value, or a value and a word. */
  readonly parts: string;
  /** `{length}`, `{maxLength}`: characters there, and possible at most. */
  readonly long: string;
  /** Two values in a row. */
  readonly twice: string;
  /** `{letters}`: a list of `letter`. */
  readonly lookAlike: string;
  /** A letter that only looks Latin. `{found}`, `{latin}`, `{position}`: it, what it should be, and its place, from 1. */
  readonly letter: string;
  /** `{found}`, `{position}`: a character that does not occur in such a value. */
  readonly character: string;
  /** `{prefix}`: what the value should begin with. */
  readonly prefix: string;
  /** `{length}`, `{minLength}`, `{missing}`: characters there, expected at least, and not there. */
  readonly short: string;
  /** It is not like what the broker issues, where its definition does not say more. */
  readonly pattern: string;
  /** `{other}`: label of the field that the value seems to belong to. */
  readonly swapped: string;
  /** Button that puts both values in each other's place. */
  readonly swap: string;
  /** What a label of a field for a token has in it, in small letters. */
  readonly token: string;
  /** Added to what is wrong with a token: what to do about it. */
  readonly copyAgain: string;
  /** The same for a key, or whatever else is not called a token. `shownOnce` follows where that is so. */
  readonly copyAnew: string;
  /** Added where it was for practice, and the form lets choose that. `{field}`: the label of the choice. */
  readonly choosePractice: string;
  /** Added where the access was too little. `{access}`: what the broker calls the one that is needed. */
  readonly tick: string;
  /** Added to a doubt: how to overrule it. `{submit}`: the button's text. */
  readonly insist: string;
  /** Nothing is wrong with what was pasted. */
  readonly whole: string;
}

/** The texts of the list of connections. */
export interface ConnectionTexts {
  /** Heading of the list. */
  readonly portfolios: string;
  /** Shown while the list is loaded for the first time. */
  readonly loading: string;
  /** Shown where nothing is connected. */
  readonly none: string;
  /** The list could not be loaded. The reason follows. */
  readonly listFailed: string;
  /** When a portfolio was connected. `{time}`: a date. */
  readonly since: string;
  /** When its token runs out. `{time}`: a date. */
  readonly validUntil: string;
  /** When its token ran out. `{time}`: a date. */
  readonly ranOut: string;
  /** When the broker was last asked whether its token works. `{time}`: a date. */
  readonly checked: string;
  /** State of a connection that the endpoint is still making. */
  readonly pending: string;
  /** What is being done about it, and what to do: nothing. */
  readonly pendingNote: string;
  /** State of one that came to nothing. The reason follows. */
  readonly notConnected: string;
  /** Where nobody knows the reason, or whether it came to nothing at all. */
  readonly brokenOff: string;
  /** State of a connection whose token is too old. */
  readonly expired: string;
  /** State of a connection that does not work for another reason. */
  readonly broken: string;
  /** Button that opens the form for one connection. Followed by the broker's name, heading of that form. */
  readonly reconnect: string;
  /** The same, where its token no longer works. */
  readonly renew: string;
  /** Button that asks whether to disconnect. */
  readonly disconnect: string;
  /** That question. */
  readonly confirm: string;
  /** What disconnecting does. */
  readonly consequence: string;
  /** What it does not do: the token lives on at the broker. */
  readonly livesOn: string;
  /** Link to where a token is revoked. */
  readonly revoke: string;
  /** Button that answers it with yes. `cancel` is the other. */
  readonly confirmed: string;
  /** Said while it is disconnected. */
  readonly disconnecting: string;
  /** Said once it is. */
  readonly disconnected: string;
  /** Said when it was disconnected already. */
  readonly gone: string;
  /** It could not be disconnected. The reason follows. */
  readonly disconnectFailed: string;
}

/** The texts of the box that finds brokers. */
export interface BrokerSearchTexts {
  /** Button that shows the others again once a broker is chosen. */
  readonly otherBroker: string;
  /** Label of the box that finds brokers by name. */
  readonly find: string;
  /** Said while somebody searches. `{count}`: how many there are. */
  readonly found: string;
  /** The search finds none. */
  readonly notFound: string;
  /** Not all of them are shown. `{shown}`, `{count}`: how many are, of how many. */
  readonly more: string;
}

/** Every text of the widget, in one language. A language that misses one does not compile. */
export interface Messages extends Labels, Answers, ConnectionTexts, BrokerSearchTexts {}

/** The texts that are there: some from the start, every one once the session is. */
export interface Texts {
  readonly labels: Labels;
  readonly messages: Messages | undefined;
}
