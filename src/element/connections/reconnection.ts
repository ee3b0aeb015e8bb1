import type { TemplateResult } from 'lit';
import type { Connection } from '../../core/connection.js';
import type { Messages } from '../../locales/messages.js';
import { cancelButton } from '../form/view.js';
import type { Internals } from '../internals.js';
import type { Focus } from '../session/focus.js';
import type { ListFocus } from './focus.js';
import type { Names } from './names.js';
import { reconnectHeading } from './view.js';

/** What has the focus. */
interface Foci {
  readonly form: Focus;
  readonly list: ListFocus;
}

/** Makes a connection again: the form is for that one alone, until it is made or given up. */
export class Reconnection {
  /** The connection, while there is one to be made again. */
  current: Connection | undefined;
  readonly #internals: Internals;
  readonly #names: Names;
  readonly #foci: Foci;

  constructor(internals: Internals, names: Names, foci: Foci) {
    this.#internals = internals;
    this.#names = names;
    this.#foci = foci;
  }

  /** Only its broker can be chosen. What was typed stays: it may be the very token that is meant for it. */
  begin(connection: Connection): void {
    this.#internals.state.dispatch({ type: 'reset' });
    this.current = connection;
    this.#internals.selection.fixed = connection;
    this.#foci.form.move();
  }

  /** Any broker can be chosen again. */
  end(): void {
    this.current = undefined;
    this.#internals.selection.fixed = undefined;
  }

  #back = (): void => {
    const id = this.current?.id;
    this.end();
    this.#internals.state.dispatch({ type: 'reset' });
    this.#foci.list.moveToButton(id, '.on-again');
  };

  /** Its broker, shown in place of the selector. */
  heading(texts: Messages): TemplateResult | undefined {
    const { current } = this;
    if (!current) return undefined;
    const { nameOf, brokerOf } = this.#names;
    return reconnectHeading(current, nameOf(current.broker, texts), brokerOf(current.broker)?.icon, texts);
  }

  /** The button that leads back to the list. */
  backButton(texts: Messages): TemplateResult | undefined {
    return this.current && cancelButton(this.#back, texts);
  }
}
