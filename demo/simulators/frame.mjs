/**
 * What the simulators of brokers' APIs have in common. A broker is a table: its addresses, its credentials by the part that each
 * plays, and the answer to each. Stateless, and nothing is ever logged. Web standards alone.
 */
import { pause } from '../pause.mjs';

/** Ms for which a slow broker is silent. */
const SLOW = 60_000;

/**
 * A request to a simulated API.
 *
 * @typedef {object} Call
 * @property {string} host which of the table's hosts
 * @property {string} path what follows its address
 * @property {string} origin where the simulators are
 * @property {URLSearchParams} query
 * @property {string} method
 * @property {Headers} headers
 * @property {string} body
 * @property {AbortSignal} signal
 */

/**
 * Makes a simulator.
 *
 * @param {object} table
 * @param {string} table.id the broker's
 * @param {Record<string, string>} table.hosts the paths that stand for its hosts, by name
 * @param {Record<string, Record<string, string>>} table.credentials by the part that they play: what a person would paste
 * @param {(call: Call) => string | undefined | Promise<string | undefined>} table.keyIn what a request is recognised by: one of
 *   its credentials
 * @param {Record<string, Record<string, (call: Call) => Response | Promise<Response> | false | undefined>>} table.answers by host
 *   and part; nothing: there is no such method
 * @param {(call: Call) => Response} table.unknownKey the answer to credentials that play no part on that host
 * @param {(call: Call) => Response} table.unknownMethod
 * @param {(call: Call) => Response | undefined} [table.refuse] what is refused whoever asks
 */
export function simulator(table) {
  const { id, hosts, credentials, keyIn, answers, unknownKey, unknownMethod, refuse } = table;
  const roleOf = (key) =>
    Object.entries(credentials).find(([, known]) => Object.values(known).includes(key))?.[0];
  /** The deeper path first: one host's may begin with another's. */
  const places = Object.entries(hosts).sort(([, one], [, other]) => other.length - one.length);

  /** Answers one request as the broker would. */
  async function handle(request) {
    const { pathname, searchParams: query, origin } = new URL(request.url);
    const [host, base] = places.find(([, path]) => pathname.startsWith(`${path}/`)) ?? [];
    if (host === undefined) return new Response(null, { status: 404 });
    const { method, headers, signal } = request;
    const call = { host, path: pathname.slice(base.length), origin, query, method, headers, signal };
    const body = await request.text();
    const refused = refuse?.({ ...call, body });
    if (refused) return refused;
    const role = roleOf(await keyIn({ ...call, body }));
    const answer = role !== undefined && Object.hasOwn(answers[host], role) && answers[host][role];
    return answer ? (await answer({ ...call, body })) || unknownMethod(call) : unknownKey(call);
  }
  return { id, hosts, credentials, handle };
}

const bytes = (text) => new TextEncoder().encode(text);
export const hex = (buffer) =>
  Array.from(new Uint8Array(buffer), (byte) => byte.toString(16).padStart(2, '0')).join('');

/** @param {string | Uint8Array} secret */
export async function hmac(hash, secret, message) {
  const key = typeof secret === 'string' ? bytes(secret) : secret;
  const imported = await crypto.subtle.importKey('raw', key, { name: 'HMAC', hash }, false, ['sign']);
  return crypto.subtle.sign('HMAC', imported, typeof message === 'string' ? bytes(message) : message);
}

const base64url = (value) =>
  btoa(JSON.stringify(value)).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
/** A JWT whose signature is none: nobody looks at it. */
export const jwt = (header, claims) => `${base64url(header)}.${base64url(claims)}.c2ltdWxhdGVk`;

const page = (status) =>
  new Response('<!doctype html><title>…</title><h1>…</h1>', {
    status,
    headers: { 'content-type': 'text/html; charset=utf-8' },
  });

/** A text that never ends. */
const endless = () =>
  new ReadableStream({
    pull: (controller) => controller.enqueue(new TextEncoder().encode(`[${'0,'.repeat(8192)}`)),
  });

/** Answers that say nothing of credentials: what stands between may give them for any broker. */
export const troubles = {
  down: () => new Response(null, { status: 503 }),
  /** No answer for a minute. */
  slow: ({ signal }) => pause(SLOW, signal).then(() => new Response(null, { status: 504 })),
  /** Broken off. */
  malformed: () => new Response('{"accoun', { headers: { 'content-type': 'application/json' } }),
  endless: () => new Response(endless(), { headers: { 'content-type': 'application/json' } }),
  /** A page in place of an answer. */
  html: () => page(200),
  /** A firewall's page. */
  blocked: () => page(403),
  /** A proxy's. */
  proxied: () => page(401),
  /** Sent elsewhere. */
  redirected: () => new Response(null, { status: 307, headers: { location: '/elsewhere' } }),
};
