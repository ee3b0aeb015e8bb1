import { isBusy, isUnsure, type State } from '../../core/flow.js';
import type { BlockState } from '../state.js';

/** What the form's own attempts mean for a list that may name them. */
export class FormWatch {
  readonly #form: BlockState;
  /** The form's state when it was looked at before. */
  #former: State | undefined;
  /** Whether the form was busy since the list began to load. */
  #wasBusy = false;
  /** Whether the attempts of the last list were passed over because of that. */
  #isIncomplete = false;

  constructor(form: BlockState) {
    this.#form = form;
  }

  get isBusy(): boolean {
    return isBusy(this.#form.current);
  }

  /** Looks at the form. Returns whether the list is out of date by now. Of a new connection it is told otherwise. */
  update(): boolean {
    const { current } = this.#form;
    const former = this.#former;
    this.#former = current;
    this.#wasBusy ||= this.isBusy;
    if (this.isBusy) return false;
    const isLeft = former?.name === 'verifying' && current.name !== 'connected';
    // What the form has given up may go on.
    return this.#isIncomplete || isLeft || (isUnsure(current) && current !== former);
  }

  /** The list begins to load. */
  begin(): void {
    this.#wasBusy = this.isBusy;
    this.#isIncomplete = false;
  }

  /** The list is there. Returns whether an attempt that it names may be the form's own, which the form follows itself. */
  end(): boolean {
    return (this.#isIncomplete = this.#wasBusy || this.isBusy);
  }
}
