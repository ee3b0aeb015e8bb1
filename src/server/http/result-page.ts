import { errorCodes, type ErrorCode } from '../../core/errors.js';
import { matchLanguage, messagesFor, type LanguageTag } from '../../locales/index.js';
import { resultName, type FormResult } from './form.js';
import { isKnownOrigin, type OriginPolicy } from './origin.js';

/** What is said otherwise than in the block: there is no button here to press again, and nothing that was typed. */
interface PageTexts extends Partial<Record<ErrorCode, string>> {
  /** The heading, where it went wrong. */
  readonly failed: string;
  /** The link to the page that the form was on. */
  readonly back: string;
}

const texts: Readonly<Record<LanguageTag, PageTexts>> = {
  ru: {
    failed: 'Портфель не подключен',
    back: 'Вернуться',
    'session-expired': 'Ваш сеанс закончился. Войдите на сайт и подключите портфель ещё раз.',
    forbidden: 'Сайт отклонил запрос. Вернитесь, обновите страницу и попробуйте ещё раз.',
    cancelled: 'Подключение прервано. Попробуйте ещё раз.',
    incomplete: 'Заполнено не всё или с ошибкой. Вернитесь и проверьте поля.',
  },
  en: {
    failed: 'The portfolio is not connected',
    back: 'Back',
    'session-expired': 'Your session has ended. Sign in to this site, and connect the portfolio again.',
    forbidden: 'This site refused the request. Go back, reload the page, and try again.',
    cancelled: 'The connection was interrupted. Try again.',
    incomplete: 'Something is missing, or was entered wrongly. Go back and check the fields.',
  },
};

/**
 * The kit's own page that says how it went with a form; undefined where a request asks for something else. It says the same to
 * everybody who has the address, and nothing of anybody.
 */
export async function resultPage(request: Request, policy: OriginPolicy): Promise<Response | undefined> {
  const { headers, url } = request;
  if (!headers.get('accept')?.includes('text/html')) return undefined;
  const said = new URL(url).searchParams.get(resultName);
  const code = said === 'connected' ? said : errorCodes.find((known) => known === said);
  if (!code) return undefined;
  const nonce = crypto.randomUUID();
  return new Response(await pageOf(code, request, policy, nonce), {
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'content-security-policy': `default-src 'none'; style-src 'nonce-${nonce}'; ${nothingElse}`,
    },
  });
}

const nothingElse = "base-uri 'none'; form-action 'none'; frame-ancestors 'self'";
const styles = `
:root { color-scheme: light dark; font: 1.0625rem/1.5 system-ui, sans-serif }
body { display: grid; place-content: center; min-height: 90vh; margin: 0 1.25rem }
main { max-width: 32rem }
h1 { font-size: 1.5rem; line-height: 1.25 }
`;

async function pageOf(
  code: FormResult['code'],
  request: Request,
  policy: OriginPolicy,
  nonce: string,
): Promise<string> {
  const language = matchLanguage('', languagesOf(request));
  const messages = await messagesFor(language, new AbortController().signal);
  const own = texts[language];
  const isConnected = code === 'connected';
  const heading = isConnected || code === 'already-connected' ? messages.connected : own.failed;
  const words = isConnected ? messages.done : (own[code] ?? messages[`error.${code}`]);
  const back = pageBefore(request, policy);
  return `<!doctype html>
<html lang="${language}">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${heading}</title>
<style nonce="${nonce}">${styles}</style>
<main>
<h1>${heading}</h1>
<p>${words}</p>
${back && `<p><a href="${escaped(back)}">${own.back}</a></p>`}
</main>
</html>
`;
}

/** The languages that a browser asks for, the dearest first. */
const languagesOf = ({ headers }: Request): string[] =>
  (headers.get('accept-language') ?? '')
    .split(',')
    .map((range) => /^\s*([\w-]+)\s*(?:;\s*q=([\d.]+))?/.exec(range))
    .flatMap((match) => (match ? [{ tag: match[1]!, weight: Number(match[2] ?? 1) }] : []))
    .sort((one, other) => other.weight - one.weight)
    .map(({ tag }) => tag);

/** The page of this site that the form was on; empty where that is not known. */
function pageBefore(request: Request, policy: OriginPolicy): string {
  const before = request.headers.get('referer') ?? '';
  if (!/^https?:/.test(before) || !URL.canParse(before)) return '';
  return isKnownOrigin(new URL(before).origin, request, policy) ? before : '';
}

const escaped = (text: string): string => text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
