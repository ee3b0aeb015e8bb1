import type { ConnectionState } from './store.js';
import type { RefusalCode } from './verifier.js';
import type { Phase } from './phase.js';

/**
 * What happened: a portfolio was `connected`, or `replaced` one or several, or was `removed`; a check found nothing new (`checked`)
 * or something (`changed`); credentials were `refused`, or a check was not answered; a request was `rate-limited`, `forbidden` (of
 * another site's page), `unauthenticated` or `invalid`; the person went away, or a check was ended, found nothing to write down, or another one was at it
 * (`cancelled`); or something `failed`.
 */
export type KitEventType =
  | 'connected'
  | 'replaced'
  | 'removed'
  | 'checked'
  | 'changed'
  | 'refused'
  | 'rate-limited'
  | 'forbidden'
  | 'unauthenticated'
  | 'invalid'
  | 'cancelled'
  | 'failed';

/** How it ended: `refused` is nobody's fault here, `failed` is. */
export type KitEventOutcome = 'success' | 'refused' | 'cancelled' | 'failed';

export const outcomes: Readonly<Record<KitEventType, KitEventOutcome>> = {
  connected: 'success',
  replaced: 'success',
  removed: 'success',
  checked: 'success',
  changed: 'success',
  refused: 'refused',
  'rate-limited': 'refused',
  forbidden: 'refused',
  unauthenticated: 'refused',
  invalid: 'refused',
  cancelled: 'cancelled',
  failed: 'failed',
};

/** Something that happened, for logs and metrics. It holds no credential, and no name of an account. */
export interface KitEvent {
  /** What happened. */
  readonly type: KitEventType;
  /** How that ended. */
  readonly outcome: KitEventOutcome;
  /** What the kit was doing then. */
  readonly phase: Phase;
  /** Since the request came or the check began, ms. */
  readonly duration: number;
  /** What `authenticate` returned. */
  readonly user?: string | undefined;
  /** Id of the broker. */
  readonly broker?: string | undefined;
  /** Id of the attempt. */
  readonly attempt?: string | undefined;
  /** Id of the connection. */
  readonly connection?: string | undefined;
  /** How the connection stands after a check. */
  readonly state?: ConnectionState | undefined;
  /** Why credentials were refused; or, where they were taken, why the broker then did not say what they open. */
  readonly code?: RefusalCode | 'too-many-connections' | undefined;
}

/** Of an event, what is not known from where it happens. */
export type EventDetails = Partial<Pick<KitEvent, 'connection' | 'state' | 'code'>>;
