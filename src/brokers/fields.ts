import type { Beginning, BrokerDefinition, CredentialField, Environment } from './broker.js';

/** The member of `credentials` that says which environment they are for. */
export const environmentField = 'environment';

/**
 * The fields that a person fills in, in the order of the form: the choice of the environment first, where there is one that no
 * value tells.
 *
 * @param label - What that choice is called.
 */
export function fieldsOf(broker: BrokerDefinition, label = ''): readonly CredentialField[] {
  const asked = broker.fields.filter(({ fixed }) => !fixed);
  const environments = environmentsOf(broker);
  if (environments.length < 2 || environments.every(({ impliedBy }) => impliedBy)) return asked;
  const options = environments.map(({ id, name }) => ({ value: id, label: name }));
  return [{ name: environmentField, kind: 'choice', label, options }, ...asked];
}

/**
 * Adds what nobody was asked to what was filled in: the environment, where it is the only one or a value tells, and what follows
 * from it.
 */
export function withImplied(
  broker: BrokerDefinition,
  credentials: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  const environments = environmentsOf(broker);
  if (!environments.length) return credentials;
  const told = environments.find(({ impliedBy }) => impliedBy && begins(credentials, impliedBy))?.id;
  const only = environments.length === 1 ? environments[0]!.id : undefined;
  const environment = told ?? credentials[environmentField] ?? only;
  if (environment === undefined) return credentials;
  const fixed = broker.fields.flatMap(({ name, fixed: values }) => {
    const value = values?.[environment];
    return value === undefined ? [] : [[name, value] as const];
  });
  return { ...credentials, [environmentField]: environment, ...Object.fromEntries(fixed) };
}

const environmentsOf = ({ environments = [] }: BrokerDefinition): readonly Environment[] => environments;

const begins = (credentials: Readonly<Record<string, string>>, { field, prefix }: Beginning): boolean =>
  !!credentials[field]?.startsWith(prefix);
