import type { Form } from './form/form.js';
import type { Selection } from './selection.js';
import type { BlockState } from './state.js';

/** What the parts of a block share with each other, and a page cannot reach. */
export interface Internals {
  readonly state: BlockState;
  readonly selection: Selection;
  readonly form: Form;
}
