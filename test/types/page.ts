/** A page that imports the tag alone. */
import 'portfolio-connect/define';

const block = document.querySelector('portfolio-connect')!;
block.brokers = ['t-invest'];
block.headers = async () => ({ 'x-csrf-token': 'x' });
block.addEventListener('pc-connect', ({ detail: { connection } }): string | undefined => connection.id);
document.addEventListener('pc-error', ({ detail: { error } }): string => error.code);
window.addEventListener('pc-state-change', ({ detail: { state } }): string => state);

// @ts-expect-error -- no event carries what was typed
document.addEventListener('pc-connect', ({ detail: { token } }) => token);
// @ts-expect-error -- one of two
block.access = 'some';
// @ts-expect-error -- a list of brokers
block.brokers = [12];
// @ts-expect-error -- ms
block.timeout = '30000';
