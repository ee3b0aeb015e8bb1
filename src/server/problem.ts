import type { ErrorCode } from '../core/errors.js';
import type { Answer } from './store.js';

/** What a problem document says beside its status. */
export interface Problem {
  /** What the widget goes by; without one, the status says enough. */
  readonly code?: ErrorCode;
  /** What is wrong with the request, in English, for developers. */
  readonly title?: string;
  /** JSON pointer (RFC 6901) to the member of the body that is wrong; empty for the whole body. */
  readonly pointer?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** An answer of JSON text that nobody keeps. */
export const json = (
  status: number,
  body: string,
  headers: Readonly<Record<string, string>> = {},
  type = 'application/json',
): Response =>
  new Response(body, {
    status,
    headers: {
      'content-type': type,
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      ...headers,
    },
  });

/** The text of a problem document (RFC 9457). */
export const problemBody = (status: number, { code, title, pointer }: Problem): string =>
  JSON.stringify({
    type: 'about:blank',
    status,
    ...(title && { title }),
    ...(code && { code }),
    ...(pointer !== undefined && { errors: [{ pointer, detail: title }] }),
  });

/** A problem document as an answer. */
export const problem = (status: number, what: Problem = {}): Response =>
  json(status, problemBody(status, what), what.headers, 'application/problem+json');

/** An answer as a store has it. */
export const repeat = ({ status, body, retryAfter: seconds }: Answer): Response =>
  json(
    status,
    body,
    seconds === undefined ? {} : retryAfter(seconds),
    status < 400 ? 'application/json' : 'application/problem+json',
  );

/** The header. @param seconds - From now. */
export const retryAfter = (seconds: number) => ({ 'retry-after': String(Math.ceil(seconds)) });

/** Ask again, here or at an attempt of its own: relative to the request, for what stands in front may add to the path. */
export function accepted({ url }: Request, attempt?: string): Response {
  const { pathname, search } = new URL(url);
  const last = /[^/]*$/.exec(pathname)![0];
  const location = attempt ? `${last && `${last}/`}${attempt}/status${search}` : `${last}${search}`;
  return new Response(null, {
    status: 202,
    headers: { location, 'retry-after': '1', 'cache-control': 'no-store' },
  });
}
