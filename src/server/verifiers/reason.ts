import { withCauses } from '../errors/thrown.js';

/** Node, Bun and Deno have codes or words of their own for a certificate that they do not trust. */
const certificate = /CERT|SELF_SIGNED|UNABLE_TO_(GET|VERIFY)|certificate|UnknownIssuer/;

/**
 * Why a request to this host failed, in words that say what to do. Holds nothing of what was thrown.
 *
 * @param certificateHint - What to do where its certificate is not trusted.
 */
export function reasonOf(error: unknown, host: string, certificateHint: string): string {
  const said = wordsOf(error);
  if (certificate.test(said)) {
    return [`the certificate of ${host} is not trusted here`, certificateHint].filter(Boolean).join('. ');
  }
  if (/ENOTFOUND|EAI_AGAIN|dns error/.test(said)) return `the name ${host} was not found`;
  if (/ECONNREFUSED/.test(said)) return `${host} refused the connection`;
  if (/ETIMEDOUT|TIMEOUT|TimeoutError/.test(said)) return `${host} did not answer in time`;
  return `the connection to ${host} failed`;
}

/** Names, codes and messages of it and its causes. */
function wordsOf(error: unknown): string {
  const words: unknown[] = [];
  try {
    for (const { name, code, message } of withCauses(error)) words.push(name, code, message);
  } catch {
    // A getter of whatever was thrown.
  }
  return words.filter((word) => typeof word === 'string').join(' ');
}
