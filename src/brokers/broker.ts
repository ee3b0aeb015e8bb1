import type { Access } from '../core/connection.js';
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
  readonly link?:
    | {
        /** Absolute, `https:`. */
        readonly url: string;
        /** The words of the link. */
        readonly text: Localized;
      }
    | undefined;
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

/** One thing that the person must copy from the broker. */
export interface CredentialField extends CredentialFormat {
  /** The member of the request's `credentials`: a Latin letter, then letters, digits, `_` and `-`. */
  readonly name: string;
  /** What the field is called on screen. */
  readonly label: Localized;
  /** One sentence below the field. */
  readonly hint?: Localized | undefined;
  /** Whether it is masked. Default: true. */
  readonly secret?: boolean | undefined;
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
  /** A square mark of 24 × 24 units: the `d` of one SVG path, drawn in the text's colour. */
  readonly icon?: string | undefined;
  /** One or more fields, in the order of the form. */
  readonly fields: readonly CredentialField[];
  /** Language of the labels on the broker's own site, as a BCP 47 tag, for who has the guide read aloud. Default: none given. */
  readonly labelLanguage?: string | undefined;
  /** What the broker calls each access, quoted, for example «Только для чтения». Default: not named. */
  readonly accessNames?: Readonly<Partial<Record<Access, Localized | undefined>>> | undefined;
  /** How long a credential is good for, in a sentence that is shown once it is connected. */
  readonly lifetime?: Localized | undefined;
  /** Where a person revokes a credential. Absolute, `https:`. */
  readonly revokeUrl?: string | undefined;
  /** How to get the credential, or a function that loads it when the person opens the guide. */
  readonly guide?: readonly GuideStep[] | (() => Promise<readonly GuideStep[]>) | undefined;
}

/** Picks the text for a language; falls back to its primary tag, then to English. */
export const localize = (text: Localized, language: string): string =>
  typeof text === 'string' ? text : (text[language] ?? text[language.split('-')[0]!] ?? text.en);
