import type { ErrorCode } from '../../core/errors.js';
import type { StoredResponse } from '../store.js';

/** The members of a problem document beside its status. */
export interface Problem {
  /** Tells the widget which failure it is; without one, it goes by the status. */
  readonly code?: ErrorCode;
  /** What is wrong with the request, in English, for developers. */
  readonly title?: string;
  /** JSON pointer (RFC 6901) to the member of the body that is wrong; empty for the whole body. */
  readonly pointer?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Where a field stands in a body. Names are a page's own, so they may be long or odd. */
export const pointerTo = (field: string): string =>
  `/credentials/${field.slice(0, 64).replaceAll('~', '~0').replaceAll('/', '~1')}`;

/** A response of JSON text, which no cache keeps. */
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

/** A problem document as a response. */
export const problem = (status: number, what: Problem = {}): Response =>
  json(status, problemBody(status, what), what.headers, 'application/problem+json');

/** A response as a store has it, word for word. */
export const stored = ({ status, body, retryAfter: seconds }: StoredResponse): Response =>
  json(
    status,
    body,
    seconds === undefined ? {} : retryAfter(seconds),
    status < 400 ? 'application/json' : 'application/problem+json',
  );

/** What the host was told of: 503 where it may pass, which the block tries again by itself, else 500. */
export const failure = (seconds: number | undefined): StoredResponse => {
  const status = seconds === undefined ? 500 : 503;
  return { status, body: problemBody(status, { code: 'server-error' }), retryAfter: seconds };
};

/** 204. */
export const noContent = (): Response =>
  new Response(null, { status: 204, headers: { 'cache-control': 'no-store' } });

/** The header `Retry-After`. @param seconds - From now. */
export const retryAfter = (seconds: number) => ({ 'retry-after': String(Math.ceil(seconds)) });

/**
 * Where to ask how the attempt of this id stands, or this request's own address. Relative to that one, for what stands in front
 * of this server may add to the path.
 */
export function statusAddress(url: string, attempt?: string): string {
  const { pathname, search } = new URL(url);
  const segment = /[^/]*$/.exec(pathname)![0];
  // Otherwise what stands before a colon would be a scheme.
  const last = segment.includes(':') ? `./${segment}` : segment;
  return attempt ? `${last && `${last}/`}${attempt}/status${search}` : `${last}${search}`;
}

/** 202: ask again, at the attempt of this id, or here. */
export const accepted = (url: string, attempt?: string): Response =>
  new Response(null, {
    status: 202,
    headers: { location: statusAddress(url, attempt), 'retry-after': '1', 'cache-control': 'no-store' },
  });
