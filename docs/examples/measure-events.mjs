import { metrics } from '@opentelemetry/api';

/** Counts events, and measures how long they took: `createConnectHandler({ onEvent: measureEvents(), … })`. */
export function measureEvents() {
  const durations = metrics.getMeter('portfolio-connect').createHistogram('portfolio.event.duration', {
    description: 'From the request, or the beginning of the check, to the event',
    unit: 's',
  });
  // No id of a user or a connection: each would be a series of its own, and personal.
  return ({ type, outcome, phase, broker, code, duration }) =>
    durations.record(duration / 1000, { type, outcome, phase, broker, code });
}
