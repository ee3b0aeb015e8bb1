/**
 * Writes docs/openapi.json, the OpenAPI 3.1 description of the endpoint, from the schemas that the widget and the kit check
 * with:
 *
 *     npm run openapi             writes it
 *     npm run openapi -- --check  fails where it is not up to date
 */
import { readFileSync } from 'node:fs';
import * as z from 'zod/mini';
import { connectionSchema, openAttemptSchema } from '../src/core/contract.ts';
import { errorCodes } from '../src/core/errors.ts';
import { requestSchema } from '../src/server/http/body.ts';
import { writeOrCheck } from './write-or-check.mjs';

const file = new URL('openapi.json', import.meta.url);
const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));

/** A schema as JSON Schema 2020-12, the dialect of OpenAPI 3.1, which need not be named there. */
function describe(schema) {
  const described = z.toJSONSchema(schema, { io: 'input', reused: 'inline' });
  delete described.$schema;
  return described;
}

const reference = (name) => ({ $ref: `#/components/schemas/${name}` });
const body = (description, name) => ({
  description,
  content: { 'application/json': { schema: reference(name) } },
});
/** A page without JavaScript has fields named `broker`, `connection` and `credentials[token]`. */
const bodyOrForm = (description, name) => ({
  description,
  content: {
    'application/json': { schema: reference(name) },
    'application/x-www-form-urlencoded': {
      schema: reference(name),
      encoding: { credentials: { style: 'deepObject', explode: true } },
    },
  },
});
const problem = (description, headers) => ({
  description,
  ...(headers && { headers }),
  content: { 'application/problem+json': { schema: reference('Problem') } },
});
const wait = {
  'Retry-After': { description: 'Seconds, or an HTTP date.', schema: { type: 'string' } },
};
const location = { Location: { description: 'May be relative.', schema: { type: 'string' } } };
const pending = {
  description: 'Verification goes on. Ask again at `Location`, after `Retry-After`.',
  headers: {
    ...wait,
    Location: { description: 'Has the endpoint’s origin; may be relative.', schema: { type: 'string' } },
  },
};
const failures = {
  401: problem('Nobody is signed in: `session-expired`.'),
  403: problem('A page of another site: `forbidden`.'),
  500: problem('Something unexpected: `server-error`.'),
};
const outcome = {
  200: body('Connected; an earlier connection to the same accounts was replaced.', 'Connection'),
  201: body('Connected.', 'Connection'),
  202: pending,
};
const id = (name, description) => ({
  name,
  in: 'path',
  required: true,
  description,
  schema: { type: 'string' },
});

const description = {
  openapi: '3.1.0',
  info: {
    title: 'portfolio-connect: the endpoint',
    version,
    description:
      'What `<portfolio-connect>` posts to and reads from. Paths are relative to the endpoint, which may be any URL of the site’s own.',
    license: { name: 'MIT', identifier: 'MIT' },
  },
  servers: [{ url: '/api/portfolio-connections' }],
  paths: {
    '/': {
      post: {
        operationId: 'connect',
        summary: 'Verify credentials and keep them',
        parameters: [
          {
            name: 'Idempotency-Key',
            in: 'header',
            description: 'The same for automatic repetitions of one attempt: verified once, answered alike.',
            schema: { type: 'string', minLength: 1, maxLength: 255 },
          },
        ],
        requestBody: { required: true, ...bodyOrForm('At most 16 KiB.', 'ConnectRequest') },
        responses: {
          ...outcome,
          204: { description: 'Connected, without more to say.' },
          303: { description: 'Of a form, whatever came of it: where to read that.', headers: location },
          400: problem('The body is wrong; `errors` points at the member.'),
          409: problem('`already-connected`.'),
          413: problem('The body is too large.'),
          415: problem('The body is neither `application/json` nor a form.'),
          422: problem(
            'The token was refused (see `code`), a field is empty, or the key belongs to another request.',
          ),
          429: problem('Too many attempts: `rate-limited`.', wait),
          503: problem('The broker does not answer: `broker-unavailable`.', wait),
          ...failures,
          403: problem(
            'A page of another site: `forbidden`; or the person has as many connections as may be: `too-many-connections`.',
          ),
        },
      },
      get: {
        operationId: 'list',
        summary: 'The person’s connections, the newest first, and their attempts that go on',
        responses: { 200: body('All of them.', 'Connections'), ...failures },
      },
    },
    '/{id}': {
      parameters: [id('id', 'A connection’s `id`.')],
      delete: {
        operationId: 'disconnect',
        summary: 'Remove a connection with its credentials',
        responses: { 204: { description: 'Removed.' }, 404: problem('No such connection.'), ...failures },
      },
    },
    '/{attempt}/status': {
      parameters: [id('attempt', 'As in the `Location` of a 202.')],
      get: {
        operationId: 'status',
        summary: 'How an attempt stands',
        responses: {
          ...outcome,
          404: problem('No such attempt, or it was given up.'),
          422: problem('The token was refused; see `code`.'),
          ...failures,
        },
      },
    },
  },
  components: {
    schemas: {
      ConnectRequest: describe(requestSchema),
      Connection: describe(connectionSchema),
      OpenAttempt: {
        ...describe(openAttemptSchema),
        description: 'Ask at `location` as at that of a 202: absolute, or relative to the list’s address.',
      },
      Connections: {
        type: 'object',
        properties: {
          connections: { type: 'array', items: reference('Connection') },
          attempts: {
            type: 'array',
            description:
              'Attempts that were answered with 202 and have not ended; absent where there are none.',
            items: reference('OpenAttempt'),
          },
        },
        required: ['connections'],
      },
      Problem: {
        type: 'object',
        description:
          'RFC 9457. `code` decides what the person is told; without one, the status does. Without this media type, neither the token nor the broker is blamed.',
        properties: {
          type: { type: 'string' },
          status: { type: 'integer' },
          title: { type: 'string', description: 'For developers.' },
          detail: { type: 'string', description: 'For the person; shown as plain text.' },
          code: { enum: errorCodes },
          errors: {
            type: 'array',
            items: {
              type: 'object',
              properties: {
                pointer: { type: 'string', description: 'RFC 6901' },
                detail: { type: 'string' },
              },
            },
          },
        },
        required: ['status'],
      },
    },
  },
};

await writeOrCheck(file, JSON.stringify(description), 'npm run openapi');
