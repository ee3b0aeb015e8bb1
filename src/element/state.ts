import type { ConnectError } from '../core/errors.js';
import { idle, transition, type Action, type State } from '../core/flow.js';
import { PcErrorEvent, PcStateChangeEvent } from './events.js';
import type { BlockHost } from './host.js';

/** Where the block stands. Shows it as a custom state, and tells the page of every transition and every failure. */
export class BlockState {
  current: State = idle;
  readonly #host: BlockHost;
  readonly #customStates: CustomStateSet;

  constructor(host: BlockHost, customStates: CustomStateSet) {
    this.#host = host;
    this.#customStates = customStates;
    customStates.add(idle.name);
  }

  dispatch(action: Action): void {
    const previous = this.current;
    const next = transition(previous, action);
    if (next === previous) return;
    this.current = next;
    this.#customStates.delete(previous.name);
    this.#customStates.add(next.name);
    this.#host.requestUpdate();
    // Whoever removed the element asked for nothing, and hears nothing.
    if (next.name !== previous.name && action.type !== 'abandon')
      this.#host.dispatchEvent(new PcStateChangeEvent(next.name, previous.name));
  }

  /** Ends in `failed`, and tells the page. */
  fail(error: ConnectError): void {
    this.dispatch({ type: 'fail', error });
    this.#host.dispatchEvent(new PcErrorEvent(error));
  }
}
