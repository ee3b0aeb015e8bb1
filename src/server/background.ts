import type { Listener } from './report.js';
import type { RequestContext } from './request-context.js';

/** Has the host wait for what goes on after the answer. `work` must not reject. Never throws. */
export function inBackground(
  host: Pick<Listener, 'waitUntil'>,
  work: Promise<unknown>,
  context: RequestContext,
): void {
  const told = (error: unknown) => context.report('wait-until', error);
  try {
    const returned: unknown = host.waitUntil?.(work);
    Promise.resolve(returned).catch(told);
  } catch (error) {
    told(error);
  }
}
