/**
 * Answers that the demo's panel asks for by `?scenario=`, to show what the block makes of them. Web standards alone.
 * Stateless: a check under way keeps its place in its own address.
 */
import { pause } from './pause.mjs';

const CHECK = /\/api\/portfolio-connections\/checks\/([1-9])$/;

/** As long as an endpoint that asks a broker takes, so that the progress can be seen. */
const THINKING = 700;
const CHECKS = 3;

/** What each scenario answers to a well-formed POST. */
const scenarios = {
  'no-content': () => new Response(null, { status: 204 }),
  slow: ({ url }) => checking(url, 1),

  'invalid-token': () => problem(422, 'invalid-token'),
  'expired-token': () => problem(422, 'expired-token'),
  'insufficient-access': () => problem(422, 'insufficient-access'),
  'excessive-access': () => problem(422, 'excessive-access'),
  'no-accounts': () => problem(422, 'no-accounts'),
  'sandbox-token': () => problem(422, 'sandbox-token'),
  'ip-not-allowed': () => problem(422, 'ip-not-allowed'),
  'not-active-yet': () => problem(422, 'not-active-yet'),
  'already-connected': () => problem(409, 'already-connected'),

  'session-expired': () => problem(401, 'session-expired'),
  forbidden: () => problem(403, 'forbidden'),
  'rate-limited': () => problem(429, 'rate-limited', { headers: { 'retry-after': '15' } }),
  'broker-unavailable': () => problem(503, 'broker-unavailable'),
  // Words of the endpoint's own appear below the block's.
  'server-error': () => problem(500, 'server-error', { detail: 'ID 7F3A-21C4' }),

  'not-found': () => problem(404, 'not-found'),
  malformed: () =>
    new Response('<!doctype html><title>Капитал Обзор</title><h1>Вход</h1>', {
      headers: { 'content-type': 'text/html; charset=utf-8' },
    }),
  redirected: () => new Response(null, { status: 302, headers: { location: './sign-in' } }),
  timeout: ({ signal }) => pause(60_000, signal).then(() => problem(504, 'broker-unavailable')),
};

/**
 * @param {Request} request
 * @returns {Promise<Response | null>} null where no scenario is asked for
 */
export async function play(request) {
  const url = new URL(request.url);
  const [, check] = CHECK.exec(url.pathname) ?? [];
  if (check) return Number(check) < CHECKS ? checking(url, Number(check) + 1) : connection();

  const name = url.searchParams.get('scenario') ?? 'connected';
  if (request.method !== 'POST' || name === 'connected') return null;
  if (!Object.hasOwn(scenarios, name)) return problem(404, 'not-found', { detail: 'unknown scenario' });
  await pause(THINKING, request.signal);
  return scenarios[name]({ url, signal: request.signal });
}

const connection = () =>
  Response.json(
    {
      id: 'demo-1',
      broker: 't-invest',
      state: 'active',
      connectedAt: new Date().toISOString(),
      accounts: [
        { id: '2000000001', name: 'Основной', type: 'Брокерский счёт' },
        { id: '2000000002', name: 'На пенсию', type: 'ИИС' },
      ],
    },
    { status: 201, headers: { 'cache-control': 'no-store' } },
  );

/** 202: ask again at another address. */
const checking = ({ pathname, search }, check) =>
  new Response(null, {
    status: 202,
    headers: {
      location: `${pathname.replace(/\/checks\/.*/, '')}/checks/${check}${search}`,
      'retry-after': '1',
      'cache-control': 'no-store',
    },
  });

/** A problem document (RFC 9457) with the `code` that the block knows. */
export const problem = (status, code, { detail, headers } = {}) =>
  Response.json(
    { type: 'about:blank', status, ...(code && { code }), ...(detail && { detail }) },
    {
      status,
      headers: { 'content-type': 'application/problem+json', 'cache-control': 'no-store', ...headers },
    },
  );
