/** The contract's verbs over HTTP: {@link connect}, {@link resume}, {@link list}, {@link remove}. */
import * as z from 'zod/mini';
import type { Connection } from './connection.js';
import type { Encoding } from './encoding.js';
import { connectionSchema, listSchema } from './contract.js';
import { follow, ownAddress, poll, type Polling } from './polling.js';
import { failed, send, type Answer, type Failed, type Transport } from './request.js';

export type { Failed, HeadersSource, Transport } from './request.js';

/** Each is asked about every few seconds: a long list must not become a storm. */
const mostAttempts = 5;

/** One attempt to connect. */
export interface Attempt extends Polling {
  readonly broker: string;
  /** Id of the connection that it is to replace. */
  readonly connection?: string | undefined;
  /** Sent as `credentials`, and masked in every answer. */
  readonly credentials: Readonly<Record<string, string>>;
  /** How they are written in the body; as they are, where there is none. */
  readonly encoding?: Encoding | null | undefined;
}

/** A connection was made. */
export interface Connected {
  readonly ok: true;
  readonly connection: Connection;
  /** The number that the answer gives its request, where it gives one. */
  readonly requestId?: string | undefined;
}

/** An attempt that was accepted earlier, and has not ended yet. */
export interface OpenAttempt {
  /** Where to ask for its end; absolute. */
  readonly location: string;
  readonly broker?: string | undefined;
}

/** What the endpoint knows of a person. */
export interface Listed {
  readonly ok: true;
  readonly connections: readonly Connection[];
  readonly attempts: readonly OpenAttempt[];
}

/** A connection is no more. */
export interface Removed {
  readonly ok: true;
}

/** Posts the credentials and follows a 202 to its end. */
export const connect = (attempt: Attempt): Promise<Connected | Failed> =>
  untilAborted(attempt, async () => {
    const answer = await post(attempt);
    return answer.ok ? connectedBy(answer) : answer;
  });

/** Asks for the end of an attempt that was accepted earlier, by this page or by another. */
export const resume = (transport: Transport, { location }: OpenAttempt): Promise<Connected | Failed> =>
  untilAborted(transport, async () => {
    const answer = await poll(transport, location, { isWatched: false });
    return answer.ok ? connectedBy(answer) : answer;
  });

function connectedBy(answer: Answer): Connected | Failed {
  const { requestId } = answer.trace;
  const { data, error } = z.safeParse(connectionSchema, answer.body ? answer.body.json : {});
  if (!data) return unreadable(answer, 'a Connection', error);
  return { ok: true, connection: data, ...(requestId && { requestId }) };
}

/** Asks for the connections that there are, and for the attempts that may still become some. */
export const list = (transport: Transport): Promise<Listed | Failed> =>
  untilAborted(transport, async () => {
    const { endpoint } = transport;
    const answer = await send(transport, endpoint, {});
    if (!answer.ok) return answer;
    const { data, error } = z.safeParse(listSchema, answer.body?.json);
    if (!data) return unreadable(answer, 'a list of connections', error);
    const attempts = new Map<string, OpenAttempt>();
    for (const { location, broker } of data.attempts ?? []) {
      const address = ownAddress(location, endpoint, endpoint);
      if (address) attempts.set(address, { location: address, broker });
    }
    return {
      ok: true,
      connections: data.connections,
      attempts: [...attempts.values()].slice(0, mostAttempts),
    };
  });

/** Removes a connection. Fails with `not-found` where the endpoint does not know it. */
export const remove = (transport: Transport, id: string): Promise<Removed | Failed> =>
  untilAborted(transport, async () => {
    const url = addressOf(transport.endpoint, id);
    if (!url) return failed('invalid-response', { reason: 'this id cannot be part of an address' });
    // There is no body. But without a type some frameworks (Astro, Hono) take it for a form of another site.
    const answer = await send(transport, url, { method: 'DELETE', headers: json });
    return answer.ok ? { ok: true } : answer;
  });

const json = { 'content-type': 'application/json' };

/** Ends at once when aborted, whatever is waited for; what runs on finds the signal aborted before it sends anything. */
function untilAborted<T>({ signal }: Transport, work: () => Promise<T | Failed>): Promise<T | Failed> {
  const cancelled = failed('cancelled');
  if (signal.aborted) return Promise.resolve(cancelled);
  return new Promise((resolve, reject) => {
    const end = () => resolve(cancelled);
    signal.addEventListener('abort', end);
    work()
      .finally(() => signal.removeEventListener('abort', end))
      .then(resolve, reject);
  });
}

async function post(attempt: Attempt): Promise<Answer | Failed> {
  const { endpoint, broker, connection, encoding } = attempt;
  const credentials = encoding ? encoded(attempt.credentials) : attempt.credentials;
  const secrets = [...Object.values(attempt.credentials), ...Object.values(credentials).flatMap(spellings)];
  const answer = await send(attempt, endpoint, {
    method: 'POST',
    body: JSON.stringify({ broker, connection, ...(encoding && { encoding }), credentials }),
    headers: { ...json, 'idempotency-key': uuid() },
    secrets,
  });
  return answer.ok ? follow(attempt, answer, secrets) : answer;
}

/** Base64 is often written without its padding, or for URLs: each can be read by anybody. */
const spellings = (text: string): string[] => {
  const bare = text.replace(/=+$/, '');
  return [text, bare, bare.replaceAll('+', '-').replaceAll('/', '_')];
};

/** Base64 of UTF-8 (RFC 4648 § 4). */
const encoded = (credentials: Attempt['credentials']): Record<string, string> =>
  Object.fromEntries(
    Object.entries(credentials).map(([name, value]) => [
      name,
      btoa(String.fromCharCode(...new TextEncoder().encode(value))),
    ]),
  );

function unreadable({ status, trace }: Answer, expected: string, { issues }: z.core.$ZodError): Failed {
  return failed('invalid-response', {
    status,
    ...trace,
    reason: `the answer is not ${expected}: ${issues[0]!.path.join('.') || 'body'}`,
  });
}

/** The address of a connection; empty where its id cannot be part of one: encoding does not change `..`. */
function addressOf(endpoint: string, id: string): string {
  if (/^\.{0,2}$/.test(id)) return '';
  try {
    const url = new URL(endpoint);
    url.pathname = `${url.pathname.replace(/\/$/, '')}/${encodeURIComponent(id)}`;
    return url.href;
  } catch {
    // Half a surrogate pair.
    return '';
  }
}

/** `crypto.randomUUID()` is missing on plain-http pages, which may have a same-origin endpoint. */
const uuid = (): string =>
  '10000000-1000-4000-8000-100000000000'.replace(/[018]/g, (digit) =>
    (+digit ^ (crypto.getRandomValues(new Uint8Array(1))[0]! & (15 >> (+digit / 4)))).toString(16),
  );
