import { parseJson } from '../../core/redact.js';
import { fromBase64 } from '../bytes.js';

/** What a JWT says (RFC 7519); undefined where it is none. Its signature is not looked at: the broker does that. */
export function claimsOf(jwt: string): unknown {
  const [, payload, signature] = jwt.split('.');
  const bytes = signature === undefined ? undefined : fromBase64(payload ?? '');
  return bytes && parseJson(new TextDecoder().decode(bytes));
}
