#!/usr/bin/env node
/** The command `portfolio-connect`: what it is told is what follows its name. */
import { parseArgs } from 'node:util';
import { writeBroker } from './new-broker.js';

const usage = `Usage: portfolio-connect new-broker <id> [--name <name>] [--dir <folder>]

Writes what a broker of your own needs, to be filled in:
  <id>.json           its definition, for brokers-src or the property brokers
  <id>.verifier.mjs   what asks the broker, for the endpoint kit
  <id>.test.mjs       a test of both: node --test <id>.test.mjs

  <id>      lower-case Latin letters, digits and hyphens: what is sent as "broker"
  --name    its name on the selector; the id unless told otherwise
  --dir     where to write; here unless told otherwise
`;

try {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: {
      name: { type: 'string' },
      dir: { type: 'string', default: '.' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  const [command, id, ...others] = positionals;
  if (values.help || positionals.length === 0) process.stdout.write(usage);
  else if (command !== 'new-broker' || id === undefined || others.length > 0) throw new Error(usage);
  else {
    const written = await writeBroker(id, values);
    for (const path of written) process.stdout.write(`${path}\n`);
    process.stdout.write(`\nFill in what is marked with TODO, then: node --test ${written.at(-1)!}\n`);
  }
} catch (error) {
  process.stderr.write(`${(error as Error).message.trimEnd()}\n`);
  process.exitCode = 1;
}
