import type { Access, Right } from '../core/connection.js';
import type { CredentialFormat } from '../core/credential.js';

/** A text in several languages, by BCP 47 primary tag, or one text for all of them. `en` is the fallback. */
export type Localized =
  | string
  | {
      /** English; shown where the reader's language is missing. */
      readonly en: string;
      readonly [language: string]: string;
    };

/** The pictures that a guide step can show; each is drawn by the widget itself. */
export type Picture = 'sign-in' | 'create' | 'permission' | 'copy';

/** One step of the guide that tells how to issue a credential. */
export interface GuideStep {
  /** What to do, as plain text. What is quoted («…» or “…”) is a label of the broker's own site, and stands out. */
  readonly text: Localized;
  /** Where to do it. Only `https:`. Shown once where several steps have the same. */
  readonly link?: Link | undefined;
  /** A remark in smaller type, for example about names that differ. */
  readonly note?: Localized | undefined;
  /** A warning that must not be overlooked. */
  readonly caution?: Localized | undefined;
  /** Which picture to draw; default: none. */
  readonly picture?: Picture | undefined;
  /** What the picture shows in words, in the broker's own interface: one label, or several from top to bottom. */
  readonly pictureLabel?: Localized | readonly Localized[] | undefined;
  /** Show the step only for this access; default: for both. */
  readonly access?: Access | undefined;
}

/** A link out of the block. */
export interface Link {
  /** Absolute, `https:`. */
  readonly url: string;
  /** The words of the link. */
  readonly text: Localized;
}

/** One of the values that a `choice` has. */
export interface FieldOption {
  /** What is sent. */
  readonly value: string;
  /** What it is called on screen. */
  readonly label: Localized;
}

/** One thing that the broker wants to know: to be copied from its site, or chosen. */
export interface CredentialField extends CredentialFormat {
  /** The member of the request's `credentials`: a Latin letter, then letters, digits, `_` and `-`. */
  readonly name: string;
  /** What the field is called on screen. */
  readonly label: Localized;
  /** One sentence below the field. */
  readonly hint?: Localized | undefined;
  /** Where more is to be read about it, below the field. */
  readonly link?: Link | undefined;
  /** Whether it is masked. A `choice` never is. Default: true. */
  readonly secret?: boolean | undefined;
  /** Whether it may be left empty; it is not sent then. Default: false. */
  readonly optional?: boolean | undefined;
  /** What is said where a value does not fit `pattern`. Default: that it does not look like what the broker issues. */
  readonly mismatch?: Localized | undefined;
  /** The values of a `choice`; the first one is chosen at first. */
  readonly options?: readonly FieldOption[] | undefined;
  /** Nobody is asked: the value follows from the environment, by its id. */
  readonly fixed?: Readonly<Record<string, string>> | undefined;
  /** Whether the broker shows the value only once, so that nobody can copy it again. Default: false. */
  readonly shownOnce?: boolean | undefined;
}

/** A value of a field that tells something by how it begins. */
export interface Beginning {
  /** The field's name. */
  readonly field: string;
  /** How its value begins. */
  readonly prefix: string;
}

/** One of the worlds that a broker keeps apart: real accounts, practice accounts. */
export interface Environment {
  /** What is sent as `environment` among the `credentials`: lower-case Latin letters, digits and hyphens. */
  readonly id: string;
  /** What it is called on screen. */
  readonly name: Localized;
  /** By how the value of a field begins the environment is known. Where that holds for each of them, nobody is asked. */
  readonly impliedBy?: Beginning | undefined;
}

/** A right by its name. */
export interface NamedRight {
  /** What the broker calls it, quoted. */
  readonly name: Localized;
  /** What it is. */
  readonly right: Right;
}

/** A level of permission that the broker knows, or a set of boxes to tick there. */
export interface PermissionLevel {
  /** Which access it gives. */
  readonly access: Access;
  /** What the broker calls it, quoted, for example «Только для чтения». */
  readonly name: Localized;
  /** Other names of it, in older texts or on other pages of the broker. */
  readonly otherNames?: readonly Localized[] | undefined;
  /** What it allows. */
  readonly allows: readonly Right[];
}

/** What a credential of the broker can be allowed. */
export interface Permissions {
  /** The levels that exist, the least first. Without one for `read-only` the block says that a credential always allows trading. */
  readonly levels: readonly PermissionLevel[];
  /** The one to give where a site does not need more. Default: the first. */
  readonly recommended?: Access | undefined;
  /** Rights that no portfolio site needs, as the broker calls them. */
  readonly excessive?: readonly NamedRight[] | undefined;
}

/** How a credential ends. */
export interface Expiry {
  /** `sliding`: so long after it was last used; `fixed`: so long after it was issued; `chosen` by the person; `single-use`; `never`. */
  readonly kind: 'sliding' | 'fixed' | 'chosen' | 'single-use' | 'never';
  /** How long, as an ISO 8601 duration, for example `P3M`. */
  readonly after?: string | undefined;
}

/** Everything that the widget knows about a broker, as plain data. */
export interface BrokerDefinition {
  /** What is sent as `broker`: lower-case Latin letters, digits and hyphens. */
  readonly id: string;
  /** The name on the selector. */
  readonly name: Localized;
  /** A second name in smaller type beside it, for example today's name of a broker that was renamed. */
  readonly alias?: Localized | undefined;
  /** Other names that people look for it by, in any language, where there are many brokers. */
  readonly search?: readonly string[] | undefined;
  /** Where it does business: ISO 3166-1 codes, for example `RU`; `001` for the world. */
  readonly region?: readonly string[] | undefined;
  /** A square mark of 24 × 24 units: the `d` of one SVG path, drawn in the text's colour. */
  readonly icon?: string | undefined;
  /** What people should know before they begin, for example that the broker is down today. */
  readonly notice?: Localized | undefined;
  /** One or more fields, in the order of the form. */
  readonly fields: readonly CredentialField[];
  /** Which environments there are. The person chooses one, unless a field's value tells. Default: one, of which nothing is sent. */
  readonly environments?: readonly Environment[] | undefined;
  /** Language of the labels on the broker's own site, as a BCP 47 tag, for who has the guide read aloud. Default: none given. */
  readonly labelLanguage?: string | undefined;
  /** What a credential can be allowed. Default: not known. */
  readonly permissions?: Permissions | undefined;
  /** How long a credential is good for, in a sentence that is shown once it is connected. */
  readonly lifetime?: Localized | undefined;
  /** Added where the broker refuses a credential: what else may be the matter with it there, if that is known. */
  readonly whenRefused?: Localized | undefined;
  /** Its life as data. */
  readonly expiry?: Expiry | undefined;
  /** Where a person revokes a credential. Absolute, `https:`. */
  readonly revokeUrl?: string | undefined;
  /** How to get the credential, or a function that loads it when the person opens the guide. */
  readonly guide?: readonly GuideStep[] | (() => Promise<readonly GuideStep[]>) | undefined;
}

/** Where a definition comes from. Beside it and not in it, so that pages do without: docs/brokers.md is written from it. */
export interface Provenance {
  /** Pages, or files in public repositories, that its facts are taken from, and when they were read (ISO 8601). */
  readonly sources: ReadonlyArray<{ readonly url: string; readonly read: string }>;
  /** What could not be confirmed, in English. */
  readonly unconfirmed: readonly string[];
}

/** The level of permission that gives an access, as far as the broker's levels are known. */
export const levelFor = ({ permissions }: BrokerDefinition, access: Access): PermissionLevel | undefined =>
  permissions?.levels.find((level) => level.access === access);

/** Whether the broker issues nothing that gives just this access: nobody can be told to issue that. */
export const hasNone = (access: Access, broker: BrokerDefinition | undefined): boolean =>
  !!broker?.permissions && !levelFor(broker, access);

/** Picks the text for a language; falls back to its primary tag, then to English. */
export const localize = (text: Localized, language: string): string =>
  typeof text === 'string' ? text : (text[language] ?? text[language.split('-')[0]!] ?? text.en);
