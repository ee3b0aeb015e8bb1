import type { TemplateResult } from 'lit';
import type { Connection } from '../../core/connection.js';
import type { Messages } from '../../locales/messages.js';
import type { Internals } from '../internals.js';
import type { Names } from './names.js';
import { reconnectHeading } from './view.js';

/** The connection that the form is to make again, while there is one. */
export class Reconnection {
  current: Connection | undefined;
  readonly #internals: Internals;
  readonly #names: Names;

  constructor(internals: Internals, names: Names) {
    this.#internals = internals;
    this.#names = names;
  }

  /** Only its broker can be chosen. What was typed stays: it may be the very token that is meant for it. */
  begin(connection: Connection): void {
    this.#internals.state.dispatch({ type: 'reset' });
    this.current = connection;
    this.#internals.selection.fixed = connection.broker;
  }

  /** Any broker can be chosen again. */
  end(): void {
    this.current = undefined;
    this.#internals.selection.fixed = undefined;
  }

  /** Its broker, shown in place of the selector. */
  heading(texts: Messages): TemplateResult | undefined {
    const { current } = this;
    if (!current) return undefined;
    const { nameOf, brokerOf } = this.#names;
    return reconnectHeading(current, nameOf(current.broker, texts), brokerOf(current.broker)?.icon, texts);
  }
}
