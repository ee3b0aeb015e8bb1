import type { TemplateResult } from 'lit';
import type { BrokerDefinition, CredentialField, Picture } from '../../brokers/broker.js';
import type { Labels, Messages } from '../../locales/messages.js';
import type { SelectorView } from './brokers.js';

/** What the session knows about what was chosen and typed. */
export interface FormAdviser {
  /** That no broker was chosen, in words. */
  choiceFinding(texts: Messages): string | undefined;
  /** What is wrong with a field, in words. */
  findingOf(field: CredentialField, texts: Messages): unknown;
  /** A button that mends it. */
  remedyOf(field: CredentialField, texts: Messages): TemplateResult | undefined;
  /** That nothing is. */
  praiseOf(field: CredentialField, texts: Messages): string | undefined;
  isInvalid(field: CredentialField): boolean;
  /** Somebody types, or pastes. */
  onEdit(name: string, isPasted: boolean): void;
  /** Somebody presses the button. */
  onPress(): void;
  /** A field has been filled in. */
  onFill(field: CredentialField): void;
  /** The fields were emptied, or are another broker's. */
  onClear(): void;
}

/** The guide to a broker's credential. */
export interface GuideView {
  /** Whether its steps could not be loaded. */
  readonly isMissing: boolean;
  /** The steps; undefined until they are there. */
  view(broker: BrokerDefinition, onDone: () => void, texts: Labels): unknown;
}

/** What the form needs of the parts that are loaded later. */
export interface FormParts {
  readonly session:
    | {
        readonly advice: FormAdviser;
        /** What stands before the buttons: how long to wait, or what can be done about a failure. */
        beforeButtons(texts: Messages): unknown;
      }
    | undefined;
  readonly guide: GuideView | undefined;
  /** Makes a connection again: what stands in the place of the selector, and the way back. */
  readonly connections:
    | {
        readonly reconnection: {
          heading(texts: Messages): TemplateResult | undefined;
          backButton(texts: Messages): TemplateResult | undefined;
        };
      }
    | undefined;
  /** A selector with a box to find brokers. */
  readonly brokerSearch:
    | {
        view(view: SelectorView, texts: Messages): TemplateResult;
        /** Shows the chosen broker alone, or the others, too. */
        fold(isFolded: boolean): void;
      }
    | undefined;
  /** Looks closer at what is odd. */
  readonly doctor: { view(field: CredentialField, texts: Messages): unknown } | undefined;
  isMissing(part: 'guide' | 'brokerSearch'): boolean;
  openGuide(broker: BrokerDefinition, at?: Picture): void;
  /** Has what was filled into a field looked at: now, or once that can be done. */
  lookAt(field: CredentialField): void;
  /** Fetches ahead what the next step needs. */
  prepare(): void;
}
