import type { ErrorCode } from '../core/errors.js';

/** What a problem document says beside its status. */
export interface Problem {
  /** What the widget goes by; without one, the status says enough. */
  readonly code?: ErrorCode;
  /** What is wrong with the request, in English, for developers. */
  readonly title?: string;
  /** JSON pointer (RFC 6901) to the member of the body that is wrong. */
  readonly pointer?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A JSON answer that nobody keeps. */
export const json = (
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
  type = 'application/json',
): Response =>
  new Response(JSON.stringify(body), {
    status,
    headers: {
      'content-type': type,
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      ...headers,
    },
  });

/** The members of a problem document (RFC 9457). */
export const problemBody = (status: number, { code, title, pointer }: Problem) => ({
  type: 'about:blank',
  status,
  ...(title && { title }),
  ...(code && { code }),
  ...(pointer && { errors: [{ pointer, detail: title }] }),
});

/** A problem document as an answer. */
export const problem = (status: number, what: Problem = {}): Response =>
  json(status, problemBody(status, what), what.headers, 'application/problem+json');
