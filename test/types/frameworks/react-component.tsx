/** The component for React 18 and 19. */
import { useRef } from 'react';
import { PortfolioConnect, type PortfolioConnectProps } from 'portfolio-connect/react';
import type { PortfolioConnectElement } from 'portfolio-connect';

export function Portfolio(props: Pick<PortfolioConnectProps, 'brokers' | 'onPcError'>) {
  const block = useRef<PortfolioConnectElement>(null);
  return (
    <PortfolioConnect
      {...props}
      key="a"
      ref={block}
      className="block"
      style={{ color: 'red' }}
      data-test="a"
      lang="ru"
      endpoint="/api"
      headers={async () => ({ 'x-csrf-token': 'x' })}
      messages={{ heading: 'Портфель' }}
      manage={false}
      chooseBroker
      onPcConnect={({ detail: { connection } }): string | undefined => connection.id}
      onPcSubmit={(event) => event.preventDefault()}
      onClick={() => void block.current?.connect()}
    >
      <p slot="footer">…</p>
    </PortfolioConnect>
  );
}

// @ts-expect-error -- misspelt
export const misspelt = () => <PortfolioConnect enpoint="/api" />;
// @ts-expect-error -- misspelt
export const listener = () => <PortfolioConnect onPcConect={() => undefined} />;
// @ts-expect-error -- no list of brokers
export const brokers = () => <PortfolioConnect brokers={12} />;
// @ts-expect-error -- one of two
export const access = () => <PortfolioConnect access="some" />;
// @ts-expect-error -- no event carries what was typed
export const token = () => <PortfolioConnect onPcConnect={({ detail }) => detail.token} />;
// @ts-expect-error -- read only
export const state = () => <PortfolioConnect state="connected" />;
