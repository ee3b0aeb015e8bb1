import type { BrokerDefinition, CredentialField, Environment } from './broker.js';

/** The member of `credentials` that says which environment they are for. */
export const environmentField = 'environment';

/**
 * The fields that a person fills in, in the order of the form: the choice of the environment first, where somebody has to say
 * which one it is. Where another value follows from it, it must be known however the one that it follows from begins.
 *
 * @param label - What that choice is called.
 */
export function fieldsOf(broker: BrokerDefinition, label = ''): readonly CredentialField[] {
  const { fields } = broker;
  const asked = fields.filter(({ fixed }) => !fixed);
  const environments = environmentsOf(broker);
  const isImplied = asked.length === fields.length && environments.every(({ impliedBy }) => impliedBy);
  if (environments.length < 2 || isImplied) return asked;
  const options = environments.map(({ id, name }) => ({ value: id, label: name }));
  return [{ name: environmentField, kind: 'choice', label, options }, ...asked];
}

export const environmentsOf = ({ environments = [] }: BrokerDefinition): readonly Environment[] =>
  environments;
