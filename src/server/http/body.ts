import * as z from 'zod/mini';
import { bodyOfForm, isForm } from './form.js';
import { pointerTo, problem } from './responses.js';
import type { Credentials } from '../store.js';
import { TemporaryError } from '../errors/temporary.js';
import { withTimeLimit } from '../time-limit.js';
import { wrongFieldOf, type Verifier } from '../verifier.js';

/** A body may hold so many bytes: far more than any broker's credentials. */
const mostBytes = 16 * 1024;

/** A body that was found to be in order. */
export interface ConnectRequest {
  readonly broker: string;
  readonly credentials: Credentials;
  readonly verifier: Verifier;
  /** Id of the connection that it is to repair. */
  readonly replaces?: string | undefined;
  /** Made of the body's text, which is not kept. */
  readonly fingerprint: string;
}

const isCredential = (value: unknown) => typeof value === 'string' && value.trim() !== '';
const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The body of a POST. */
export const requestSchema = z.object({
  broker: z.string().check(z.regex(/^[a-z0-9][a-z0-9-]*$/)),
  encoding: z.optional(z.literal('base64')),
  connection: z.optional(z.string().check(z.regex(/^[\w-]{1,64}$/))),
  // That there is at least one is checked below, where the broker's own fields are known.
  credentials: z.record(z.string(), z.string().check(z.regex(/\S/))).check(z.meta({ minProperties: 1 })),
});

/**
 * Reads and checks a body. What is wrong is an answer that names the field, and never repeats a value.
 *
 * @param timeout - Ms, in which the whole of it must have come.
 */
export async function readBody(
  request: Request,
  verifiers: Readonly<Record<string, Verifier>>,
  timeout: number,
  fingerprintOf: (text: string) => Promise<string>,
): Promise<ConnectRequest | Response> {
  const type = request.headers.get('content-type') ?? '';
  const isOfForm = isForm(request);
  if (!isOfForm && !/^application\/json\s*(;|$)/i.test(type)) {
    return problem(415, { title: 'the body must be application/json' });
  }
  if (request.bodyUsed)
    return wrong('', 'the body was read before it came to the handler: a body parser stands in front');
  let text: string | undefined;
  try {
    text = await withTimeLimit(timeout, request.signal, (signal) => readText(request, signal));
  } catch (error) {
    if (error instanceof TemporaryError) return problem(408, { title: 'the body did not come in time' });
    return wrong('', unread);
  }
  if (text === undefined) return problem(413, { title: `the body must be at most ${mostBytes} bytes` });
  if (text === '') return wrong('', unread);
  const given = parsed(text, isOfForm, verifiers);
  if (given === undefined) return wrong('', 'the body must be JSON, in UTF-8');
  const { data, error } = z.safeParse(requestSchema, given);
  if (error) return misshapen(error.issues[0]!.path[0], given);
  const { broker, encoding, connection: replaces } = data;
  const credentials = encoding ? decoded(data.credentials) : data.credentials;
  if (credentials instanceof Response) return credentials;
  if (!Object.hasOwn(verifiers, broker)) return wrong('/broker', 'broker is not one that is offered here');
  const verifier = verifiers[broker]!;
  const fault = wrongFields(credentials, verifier);
  return fault ?? { broker, credentials, verifier, replaces, fingerprint: await fingerprintOf(text) };
}

const unread = 'the body is empty or broken off: none was sent, or a body parser in front has read it';

/** What a text says; undefined where it is none. What was no UTF-8 has been replaced by a sign that nobody types. */
function parsed(text: string, isOfForm: boolean, verifiers: Readonly<Record<string, Verifier>>): unknown {
  if (isOfForm) {
    const body = bodyOfForm(text, (broker) =>
      Object.hasOwn(verifiers, broker) ? (verifiers[broker]!.optionalFields ?? []) : [],
    );
    return JSON.stringify(body).includes('\ufffd') ? undefined : body;
  }
  try {
    return text.includes('\ufffd') ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** @param member - The member of the body that does not fit the schema; undefined where the body itself does not. */
function misshapen(member: PropertyKey | undefined, body: unknown): Response {
  if (member === undefined) return wrong('', 'the body must be an object');
  if (member === 'encoding') return wrong('/encoding', 'encoding must be "base64", or be left out');
  if (member === 'connection')
    return wrong('/connection', 'connection must be the id of a connection, or be left out');
  if (member === 'broker') return wrong('/broker', 'broker must be the id of a broker');
  const { credentials } = body as { credentials?: unknown };
  if (!isRecord(credentials)) return wrong('/credentials', 'credentials must be an object');
  return incomplete(Object.keys(credentials).find((name) => !isCredential(credentials[name]))!);
}

/** Base64 of UTF-8, as it was before. */
function decoded(credentials: Credentials): Credentials | Response {
  const plain: Array<[string, string]> = [];
  for (const [name, text] of Object.entries(credentials)) {
    let value: string;
    try {
      const bytes = Uint8Array.from(atob(text), (byte) => byte.charCodeAt(0));
      value = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    } catch {
      return wrong(pointerTo(name), 'this member of credentials must be base64 of UTF-8');
    }
    if (!isCredential(value)) return incomplete(name);
    plain.push([name, value]);
  }
  return Object.fromEntries(plain);
}

/** What is wrong with the names in `credentials`: the broker's fields, no more and no fewer. */
function wrongFields(credentials: Credentials, verifier: Verifier): Response | undefined {
  const fault = wrongFieldOf(verifier, credentials);
  if (fault?.isMissing) return incomplete(fault.name);
  if (!Object.keys(credentials).length) return wrong('/credentials', 'credentials must have a member');
  return fault && wrong(pointerTo(fault.name), 'this member of credentials is not one of the broker’s');
}

const incomplete = (name: string) =>
  problem(422, {
    code: 'incomplete',
    title: 'this member of credentials must be a text that is not empty',
    pointer: pointerTo(name),
  });

const wrong = (pointer: string, title: string) =>
  problem(400, { code: 'invalid-configuration', title, pointer });

/**
 * At most so many bytes are taken in; undefined where there are more. A server cuts a body off at the length that was
 * announced, so only one without a length has to be watched while it comes in.
 */
async function readText(request: Request, signal: AbortSignal): Promise<string | undefined> {
  const { headers } = request;
  const announced = headers.get('content-length') ?? '';
  // Where a body comes in chunks, a length beside it means nothing (RFC 9112, 6.3).
  if (!/^\d+$/.test(announced) || headers.has('transfer-encoding')) {
    const bytes = await readStream(request, signal);
    return bytes && new TextDecoder().decode(bytes);
  }
  if (Number(announced) > mostBytes) return undefined;
  const text = await request.text();
  return text.length > mostBytes ? undefined : text;
}

async function readStream({ body }: Request, signal: AbortSignal): Promise<Uint8Array | undefined> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  const reader = body?.getReader() as ReadableStreamDefaultReader<Uint8Array> | undefined;
  signal.addEventListener('abort', () => void reader?.cancel().catch(() => undefined));
  for (;;) {
    const part = await reader?.read();
    if (!part || part.done) break;
    length += part.value.byteLength;
    if (length > mostBytes) {
      await reader?.cancel();
      return undefined;
    }
    chunks.push(part.value);
  }
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.byteLength;
  }
  return bytes;
}
