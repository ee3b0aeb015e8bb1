/** @jsxImportSource @builder.io/qwik */
import { $ } from '@builder.io/qwik';
import type { PcConnectEvent } from 'portfolio-connect';

export const Portfolio = () => (
  <portfolio-connect
    class="block"
    style={{ color: 'red' }}
    lang="ru"
    endpoint="/api"
    brokers="t-invest"
    manage={false}
    choose-broker
    on-pc-connect$={$(({ detail: { connection } }: PcConnectEvent) => connection.id)}
  >
    <p slot="footer">…</p>
  </portfolio-connect>
);

// @ts-expect-error -- misspelt
export const misspelt = () => <portfolio-connect enpoint="/api" />;
// @ts-expect-error -- no list of brokers
export const brokers = () => <portfolio-connect brokers={12} />;
// @ts-expect-error -- one of two
export const access = () => <portfolio-connect access="some" />;
// @ts-expect-error -- read only
export const state = () => <portfolio-connect state="connected" />;
