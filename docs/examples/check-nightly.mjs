import cron from 'node-cron';
import { checkConnections } from 'portfolio-connect/server';

/** Every night, on one machine. `options` are those of the handler; `writeTo` is yours. */
export const checkNightly = (options, writeTo) =>
  cron.schedule(
    '0 4 * * *',
    () =>
      checkConnections({
        ...options,
        async onChange({ user, connection, previous }) {
          if (connection.state !== previous.state && connection.state !== 'active') await writeTo(user);
        },
      }),
    { noOverlap: true },
  );
