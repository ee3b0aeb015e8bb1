import type { Beginning, BrokerDefinition } from './broker.js';
import { environmentField, environmentsOf } from './fields.js';

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

const begins = (credentials: Readonly<Record<string, string>>, { field, prefix }: Beginning): boolean =>
  !!credentials[field]?.startsWith(prefix);
