import type { Beginning, BrokerDefinition } from './broker.js';
import { environmentField, environmentsOf } from './fields.js';

/**
 * Adds what nobody was asked to what was filled in: the environment, where it is the only one or follows from how a value begins,
 * and what follows from it.
 */
export function withImplied(
  broker: BrokerDefinition,
  credentials: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  const environments = environmentsOf(broker);
  if (!environments.length) return credentials;
  // Of two beginnings that both fit, the longer one says more.
  const told = environments
    .filter(({ impliedBy }) => impliedBy && begins(credentials, impliedBy))
    .sort((one, other) => other.impliedBy!.prefix.length - one.impliedBy!.prefix.length)[0]?.id;
  const only = environments.length === 1 ? environments[0]!.id : undefined;
  const environment = told ?? credentials[environmentField] ?? only;
  if (environment === undefined) return credentials;
  const fixed = broker.fields.flatMap(({ name, fixed: values }) => {
    return values && Object.hasOwn(values, environment) ? [[name, values[environment]!] as const] : [];
  });
  return { ...credentials, [environmentField]: environment, ...Object.fromEntries(fixed) };
}

const begins = (credentials: Readonly<Record<string, string>>, { field, prefix }: Beginning): boolean =>
  Object.hasOwn(credentials, field) && credentials[field]!.startsWith(prefix);
