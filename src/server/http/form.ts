import { errorCodes, type ErrorCode } from '../../core/errors.js';
import type { Connection } from '../../core/connection.js';
import type { RequestContext } from '../request-context.js';
import { statusAddress } from './responses.js';

/** How it went with a form that a page without JavaScript has posted. */
export interface FormResult {
  /** `connected`, or what went wrong, as the widget would be told. */
  readonly code: 'connected' | ErrorCode;
  /** Where it is connected. */
  readonly connection?: Connection;
}

/** The name in an address that {@link FormResult.code} has. */
export const resultName = 'result';

/** Whether a page has posted this by itself, without JavaScript. */
export const isForm = ({ method, headers }: Request): boolean =>
  method === 'POST' && /^application\/x-www-form-urlencoded\s*(;|$)/i.test(headers.get('content-type') ?? '');

/**
 * What a form says, as the body of a request would: `broker`, `connection`, and for each of the broker's fields `credentials[token]`.
 * Other fields are the page's own.
 *
 * @param optionalOf - The fields of a broker that may be left empty: a page sends them all the same.
 */
export function bodyOfForm(text: string, optionalOf: (broker: string) => readonly string[]) {
  const form = new URLSearchParams(text);
  const optional = optionalOf(form.get('broker') ?? '');
  const credentials: Array<[string, string]> = [];
  for (const [name, value] of form) {
    const field = /^credentials\[(.+)\]$/.exec(name)?.[1];
    // What is copied has a space or a line's end around it, and there is nobody to tell.
    const entered = value.trim();
    if (field !== undefined && (entered || !optional.includes(field))) credentials.push([field, entered]);
  }
  return {
    broker: form.get('broker') ?? undefined,
    encoding: form.get('encoding') || undefined,
    connection: form.get('connection') || undefined,
    credentials: Object.fromEntries(credentials),
  };
}

/**
 * Sends a form on (303) to the page that says how it went: one of the host's, or the kit's own.
 *
 * @param answer - What the widget would be told.
 * @param host - Its `resultPage` is called as a method of what the host gave.
 */
export async function sendOn(
  { url }: Request,
  answer: Response,
  context: RequestContext,
  host: { resultPage?(result: FormResult): unknown },
): Promise<Response> {
  const result = await resultOf(answer);
  const own =
    host.resultPage &&
    // The host was told.
    (await context
      .call('result-page', async () => addressOf(await host.resultPage?.(result), url))
      .catch(() => undefined));
  const location = own ?? resultAddress(url, result.code);
  return new Response(null, { status: 303, headers: { location, 'cache-control': 'no-store' } });
}

/** An answer's own words. */
async function resultOf(answer: Response): Promise<FormResult> {
  const body = (await answer.json()) as Connection & { readonly code?: unknown };
  if (answer.ok) return { code: 'connected', connection: body };
  return { code: errorCodes.find((code) => code === body.code) ?? 'server-error' };
}

/** What the host returned, if it is an address, as a header can hold it. */
function addressOf(page: unknown, url: string): string {
  const isAddress =
    typeof page === 'string' && URL.canParse(page, url) && /^https?:/.test(new URL(page, url).href);
  if (!isAddress) throw new TypeError('resultPage must return the address of a page');
  return page.replace(/[^!-~]+/gu, encodeURIComponent);
}

/** This address, and what to say there. Relative, for what stands in front of this server may add to the path. */
function resultAddress(url: string, code: string): string {
  const { searchParams } = new URL(url);
  searchParams.set(resultName, code);
  return `${statusAddress(url).split('?')[0]!}?${searchParams}`;
}
