/** Each event is a line of a pino logger: `createConnectHandler({ ...logEvents(pino()), … })`. */
export const logEvents = (logger) => ({
  onEvent({ type, outcome, ...event }) {
    const level = { success: 'info', cancelled: 'info', refused: 'warn', failed: 'error' }[outcome];
    logger[level](event, `portfolio ${type}`);
  },
  onError: (err, context) => logger.error({ err, ...context }, err.message),
});
