/** React 18 and 19, and Preact. */
import { useRef } from 'react';
import { PortfolioConnectElement } from 'portfolio-connect/define';

export function Portfolio() {
  const block = useRef<PortfolioConnectElement>(null);
  return (
    <portfolio-connect
      key="a"
      ref={block}
      className="block"
      style={{ color: 'red' }}
      lang="ru"
      endpoint="/api"
      brokers={['t-invest']}
      headers={async () => ({ 'x-csrf-token': 'x' })}
      messages={{ heading: 'Портфель' }}
      manage={false}
      choose-broker
      onpc-connect={({ detail: { connection } }): string | undefined => connection.id}
      onpc-error={({ detail: { error } }): string => error.code}
    >
      <p slot="footer">…</p>
    </portfolio-connect>
  );
}

// @ts-expect-error -- misspelt
export const misspelt = () => <portfolio-connect enpoint="/api" />;
// @ts-expect-error -- no list of brokers
export const brokers = () => <portfolio-connect brokers={12} />;
// @ts-expect-error -- one of two
export const access = () => <portfolio-connect access="some" />;
// @ts-expect-error -- no event carries what was typed
export const token = () => <portfolio-connect onpc-connect={({ detail }) => detail.token} />;
// @ts-expect-error -- read only
export const state = () => <portfolio-connect state="connected" />;
