import type { Access } from '../core/connection.js';
import type { Report } from './report.js';
import type { Credentials } from './store.js';
import { withTimeLimit } from './time-limit.js';
import { unavailable, type Verification, type Verifier } from './verifier.js';

/** What is to be verified, and how long it may take. */
export interface VerificationRequest {
  readonly verifier: Verifier;
  readonly credentials: Credentials;
  readonly access: Access;
  /** Ms. */
  readonly timeout: number;
  /** Aborted when nobody waits for the answer any more. */
  readonly cancelled: AbortSignal;
}

/** Asks a verifier. One that throws, takes too long or is cancelled says nothing about the credentials. Never rejects. */
export async function verify(
  { verifier, credentials, access, timeout, cancelled }: VerificationRequest,
  report: Report,
): Promise<Verification> {
  const ask = async (signal: AbortSignal): Promise<Verification> => {
    try {
      return await verifier({ credentials, access, signal });
    } catch (error) {
      // A verifier that was stopped may throw because of that, which is nothing to report.
      if (!signal.aborted) report(error, Object.values(credentials));
      return unavailable;
    }
  };
  return await withTimeLimit(timeout, cancelled, ask).catch(() => unavailable);
}
