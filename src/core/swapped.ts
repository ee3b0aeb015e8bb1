import { checkCredential, type CredentialFormat, type Finding } from './credential.js';
import { credentialIn } from './pasted.js';

/** A field as far as it matters here. */
interface NamedFormat extends CredentialFormat {
  readonly name: string;
}

/** What may be wrong with a value for no other reason than that it stands in the wrong field. */
const telling: ReadonlySet<Finding['kind']> = new Set<Finding['kind']>([
  'prefix',
  'character',
  'pattern',
  'short',
  'long',
  // Of lines in a field for one.
  'words',
  'parts',
]);

/**
 * Finds the field that a value was meant for: it fits that one's format and not its own. Where the other one is filled in, too,
 * its value has to be as wrong there; where it is empty, a value that is only too short may be one that was cut off.
 *
 * @param values - What the fields hold.
 */
export function swappedWith<Field extends NamedFormat>(
  field: Field,
  fields: readonly Field[],
  values: Readonly<Record<string, string>>,
): { readonly other: Field; readonly doubt: boolean } | undefined {
  const value = values[field.name];
  if (!value || !isKnown(field)) return undefined;
  const fault = checkCredential(credentialIn(value, field), field);
  if (!fault || !telling.has(fault.kind)) return undefined;
  const other = fields.find((one) => {
    if (one.name === field.name || !isKnown(one) || !fits(value, one)) return false;
    const there = values[one.name];
    return there ? !fits(there, one) && fits(there, field) : fault.kind !== 'short';
  });
  return other && { other, doubt: !!fault.doubt };
}

/** Whether a format is known well enough to recognise a value by it. */
const isKnown = ({ kind, pattern, alphabet, prefix, minLength }: CredentialFormat): boolean =>
  kind !== 'choice' && (pattern !== undefined || (alphabet !== undefined && (!!prefix || !!minLength)));

const fits = (value: string, format: CredentialFormat): boolean =>
  !checkCredential(credentialIn(value, format), format);
