/** Node, Bun and Deno have codes or words of their own for a certificate that they do not trust. */
const certificate = /CERT|SELF_SIGNED|UNABLE_TO_(GET|VERIFY)|certificate|UnknownIssuer/;
const deepestCause = 5;

/** Why a request to this host failed, in words that say what to do. Holds nothing of what was thrown. */
export function reasonOf(error: unknown, host: string): string {
  const said = wordsOf(error, 0);
  if (certificate.test(said)) {
    return `the certificate of ${host} is not trusted here. T-Invest’s hosts need the root of НУЦ Минцифры, see docs/brokers.md`;
  }
  if (/ENOTFOUND|EAI_AGAIN|dns error/.test(said)) return `the name ${host} was not found`;
  if (/ECONNREFUSED/.test(said)) return `${host} refused the connection`;
  if (/ETIMEDOUT|TIMEOUT|TimeoutError/.test(said)) return `${host} did not answer in time`;
  return `the connection to ${host} failed`;
}

/** Names, codes and messages of it and its causes. */
function wordsOf(error: unknown, depth: number): string {
  if (typeof error !== 'object' || error === null || depth > deepestCause) return '';
  const { name, code, message, cause, errors } = error as Record<string, unknown>;
  const own = [name, code, message].filter((word) => typeof word === 'string');
  const within = [cause, ...(Array.isArray(errors) ? (errors as unknown[]) : [])];
  return [...own, ...within.map((one) => wordsOf(one, depth + 1))].join(' ');
}
