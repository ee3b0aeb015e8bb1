import { checkConnection } from 'portfolio-connect/server';

/** On any number of machines, each connection a job of pg-boss. `options` are those of the handler, with `onChange`. */
export async function checkByQueue(boss, options) {
  await boss.createQueue('check-portfolios');
  await boss.createQueue('check-portfolio', { policy: 'short' });
  await boss.schedule('check-portfolios', '0 4 * * *');

  await boss.work('check-portfolios', async () => {
    for await (const { user, connection } of options.store.connections()) {
      if (connection.state !== 'active') continue;
      // Who and which, and never a credential.
      const job = { user, id: connection.id };
      // What was not answered is asked about again after a minute, two, four: brokers count requests by the minute.
      const again = { retryLimit: 5, retryDelay: 60, retryBackoff: true };
      await boss.send('check-portfolio', job, { singletonKey: connection.id, ...again });
    }
  });

  // One in a second and machine at most: divide what your broker allows by your machines.
  await boss.work('check-portfolio', { batchSize: 1, pollingIntervalSeconds: 1 }, async ([{ data }]) => {
    const { outcome } = await checkConnection(options, data.user, data.id);
    if (outcome === 'unknown') throw new Error('the broker did not answer: later');
  });
}
