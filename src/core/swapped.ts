import { checkCredential, type CredentialFormat } from './credential.js';

/** A field as far as it matters here. */
interface NamedFormat extends CredentialFormat {
  readonly name: string;
}

/**
 * Finds the field whose value was filled into this one: the value fits the other's format and not its own, and what stands in
 * the other, if anything does, belongs here or nowhere.
 *
 * @param values - What the fields hold, tidied.
 */
export function swappedWith<Field extends NamedFormat>(
  field: Field,
  fields: readonly Field[],
  values: Readonly<Record<string, string>>,
): Field | undefined {
  const value = values[field.name];
  if (!value || !isTelling(field) || fits(value, field)) return undefined;
  return fields.find((other) => {
    if (other.name === field.name || !isTelling(other) || !fits(value, other)) return false;
    const there = values[other.name];
    return !there || (!fits(there, other) && fits(there, field));
  });
}

/** Whether a format is known well enough to recognise a value by it. */
const isTelling = ({ pattern, alphabet, prefix, minLength }: CredentialFormat): boolean =>
  pattern !== undefined || (alphabet !== undefined && (!!prefix || !!minLength));

const fits = (value: string, format: CredentialFormat): boolean => !checkCredential(value, format);
