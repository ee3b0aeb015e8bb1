import type { Connection } from './connection.js';
import type { ConnectError } from './errors.js';

/**
 * Where the block stands. Legal order: `idle` → `editing` → `submitting` → (`verifying` →) `connected` or `failed`;
 * from `failed` back to `editing` or straight to `submitting`; `reset` leads to `idle` from everywhere.
 */
export type State =
  | { readonly name: 'idle' }
  | { readonly name: 'editing' }
  | { readonly name: 'submitting' }
  | { readonly name: 'verifying' }
  | { readonly name: 'connected'; readonly connection: Connection }
  | {
      readonly name: 'failed';
      readonly error: ConnectError;
      /** Seconds for which trying again is pointless; counted down by `tick`. */
      readonly wait: number;
      /** Whether something had been sent, so that it may have worked all the same. */
      readonly wasSent: boolean;
    };

/**
 * Where the block stands: the element's `state` property and its custom states. Legal order: `idle` → `editing` →
 * `submitting` → (`verifying` →) `connected` or `failed`; from `failed` back to `editing` or straight to `submitting`.
 */
export type StateName = State['name'];

/** What can happen to the block. */
export type Action =
  /** The person picked a broker or changed a field. */
  | { readonly type: 'edit' }
  /** The credentials are on their way. */
  | { readonly type: 'submit' }
  /** The endpoint answered 202: verification goes on. */
  | { readonly type: 'accept' }
  | { readonly type: 'succeed'; readonly connection: Connection }
  /** An attempt failed, before or after anything was sent. */
  | { readonly type: 'fail'; readonly error: ConnectError }
  /** Time went by: so many seconds are left to wait. */
  | { readonly type: 'tick'; readonly wait: number }
  /** The element left the page during an attempt. */
  | { readonly type: 'abandon' }
  | { readonly type: 'reset' };

/** Nobody is kept waiting longer than six hours, seconds: then the endpoint may say again that it is too early. */
const longestWait = 6 * 3600;

/** How long trying again is pointless after a failure, seconds. */
export const waitAfter = ({ code, retryAfter = 0 }: ConnectError): number =>
  code === 'rate-limited' ? Math.min(retryAfter, longestWait) : 0;

/** The state before anybody did anything. */
export const idle: State = { name: 'idle' };

/** Whether an attempt is under way. */
export const isBusy = ({ name }: State): boolean => name === 'submitting' || name === 'verifying';

/** Whether the last attempt ended without an answer after something had been sent, so that it may have worked. */
export const isUnsure = (state: State): boolean =>
  state.name === 'failed' &&
  state.wasSent &&
  (state.error.code === 'cancelled' || state.error.code === 'timeout');

/** Whether `submit` would do something: nothing is under way, connected already, or to be waited for. */
export const canSubmit = (state: State): boolean =>
  !isBusy(state) && state.name !== 'connected' && !(state.name === 'failed' && state.wait > 0);

/**
 * The one transition function. An action that means nothing in a state returns the very same object, so that
 * a double click or a late answer is harmless by construction.
 */
export function transition(state: State, action: Action): State {
  switch (action.type) {
    case 'edit':
      // A countdown outlives typing: the limit is the endpoint's, not the form's.
      return state.name === 'idle' || (state.name === 'failed' && !state.wait) ? { name: 'editing' } : state;
    case 'submit':
      return canSubmit(state) ? { name: 'submitting' } : state;
    case 'accept':
      return state.name === 'submitting' ? { name: 'verifying' } : state;
    case 'succeed':
      return isBusy(state) ? { name: 'connected', connection: action.connection } : state;
    case 'fail':
      return canSubmit(state) || isBusy(state)
        ? {
            name: 'failed',
            error: action.error,
            wait: waitAfter(action.error),
            wasSent: isBusy(state),
          }
        : state;
    case 'tick':
      return state.name === 'failed' && action.wait < state.wait
        ? { ...state, wait: Math.max(0, action.wait) }
        : state;
    case 'abandon':
      return isBusy(state) ? { name: 'editing' } : state;
    case 'reset':
      return state.name === 'idle' ? state : idle;
  }
}
