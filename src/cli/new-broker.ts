import { existsSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';

/** What is known of the broker before anything is filled in. */
interface NewBroker {
  /** Its name on the selector. Default: its id. */
  readonly name?: string | undefined;
  /** The folder to write into; it is made where there is none. */
  readonly dir: string;
}

/**
 * Writes the definition of a broker, a verifier and a test of both.
 *
 * @returns The paths of the files.
 * @throws Error Where the id is none, or a file is there already or cannot be written: then none of them is left, and nothing is
 *   overwritten.
 */
export async function writeBroker(id: string, { name = id, dir }: NewBroker): Promise<readonly string[]> {
  if (!/^[a-z0-9][a-z0-9-]*$/.test(id))
    throw new Error(`"${id}" is no id: lower-case Latin letters, digits and hyphens`);
  if (!/\S/.test(name)) throw new Error(`"${name}" is no name: give one, or leave it out`);
  await mkdir(dir, { recursive: true });
  const files = {
    [`${id}.json`]: `${JSON.stringify({ $schema: schemaFrom(dir), ...definition(id, name) }, null, 2)}\n`,
    [`${id}.verifier.mjs`]: verifier,
    [`${id}.test.mjs`]: test(id),
  };
  const written: string[] = [];
  for (const [file, text] of Object.entries(files)) {
    const path = join(dir, file);
    try {
      await writeFile(path, text, { flag: 'wx' });
    } catch (error) {
      const isThere = (error as NodeJS.ErrnoException).code === 'EEXIST';
      // One that was begun is there, too.
      const own = isThere ? written : [...written, path];
      await Promise.all(own.map((one) => rm(one, { force: true })));
      throw isThere ? new Error(`${path} is there already: nothing was written`, { cause: error }) : error;
    }
    written.push(path);
  }
  return written;
}

/** Where editors find the schema: in the package, as it is installed in the nearest folder above; else in this one. */
function schemaFrom(dir: string): string {
  const path = 'node_modules/portfolio-connect/dist/brokers/schema.json';
  let folder = resolve(dir);
  while (!existsSync(join(folder, path)) && folder !== dirname(folder)) folder = dirname(folder);
  const found = join(folder, path);
  return relative(dir, existsSync(found) ? found : path).replaceAll('\\', '/');
}

const definition = (id: string, name: string) => ({
  id,
  name,
  region: ['001'],
  fields: [
    {
      name: 'token',
      label: { en: `${name} token`, ru: `Токен ${name}` },
      hint: { en: 'TODO: what it looks like.', ru: 'TODO: как он выглядит.' },
      alphabet: 'A-Za-z0-9_-',
      minLength: 16,
      shownOnce: true,
    },
  ],
  permissions: {
    levels: [
      { access: 'read-only', name: '“TODO: Read only”', allows: ['view'] },
      { access: 'full', name: '“TODO: Full access”', allows: ['view', 'trade'] },
    ],
  },
  expiry: { kind: 'never' },
  guide: [
    {
      picture: 'sign-in',
      text: { en: 'Open the settings and sign in.', ru: 'Откройте настройки и войдите.' },
      link: { url: 'https://broker.example/settings', text: 'broker.example/settings' },
    },
    {
      picture: 'create',
      pictureLabel: 'TODO: Create a token',
      text: { en: 'Press “TODO: Create a token”.', ru: 'Нажмите «TODO: Create a token».' },
    },
    {
      picture: 'copy',
      pictureLabel: '••••••••',
      text: { en: 'Copy the token and paste it here.', ru: 'Скопируйте токен и вставьте его сюда.' },
    },
  ],
});

const verifier = `/**
 * Asks the broker whether a token works, and what it opens.
 *
 *     createConnectHandler({ verifiers: { 'the-broker': createVerifier() }, … })
 */

/** TODO: the broker's API. */
const api = 'https://api.broker.example';

/** @returns {import('portfolio-connect/server').Verifier} */
export function createVerifier({ baseUrl = api } = {}) {
  /** @type {import('portfolio-connect/server').Verifier} */
  const verify = async ({ credentials: { token }, access, signal }) => {
    // A header cannot hold it, so the broker has not issued it.
    if (!/^[!-~]+$/.test(token)) return { ok: false, code: 'invalid-token' };

    // TODO: a call that changes nothing. Credentials follow no redirect.
    const response = await fetch(\`\${baseUrl}/v1/accounts\`, {
      headers: { authorization: \`Bearer \${token}\`, accept: 'application/json' },
      redirect: 'manual',
      signal,
    });

    // TODO: what the broker's answers mean. Whatever says nothing of the token is broker-unavailable, as the page of a proxy or a firewall.
    if (response.status === 429) {
      return { ok: false, code: 'rate-limited', retryAfter: Number(response.headers.get('retry-after')) || 60 };
    }
    if (!/json/i.test(response.headers.get('content-type') ?? '')) return { ok: false, code: 'broker-unavailable' };
    if (response.status === 401) return { ok: false, code: 'invalid-token' };
    if (response.status === 403) return { ok: false, code: 'insufficient-access' };
    if (response.status !== 200) return { ok: false, code: 'broker-unavailable' };
    const { accounts, canTrade } = await response.json();
    const isList = Array.isArray(accounts) && accounts.every((one) => (one?.id ?? '') !== '');
    if (!isList) return { ok: false, code: 'broker-unavailable' };
    if (!accounts.length) return { ok: false, code: 'no-accounts' };
    if (access === 'full' && !canTrade) return { ok: false, code: 'insufficient-access' };
    return {
      ok: true,
      connection: {
        accounts: accounts.map(({ id, name }) => ({ id: String(id), ...(typeof name === 'string' && { name }) })),
        access: canTrade ? 'full' : 'read-only',
      },
    };
  };
  return Object.assign(verify, { fields: ['token'] });
}
`;

const cases = `
// TODO: the broker's own answers, as its documentation has them.
const found = { accounts: [{ id: '1', name: 'Main' }], canTrade: false };

test('a good token opens accounts', async (t) =>
  assert.deepEqual(await verified(t, 200, found), {
    ok: true,
    connection: { accounts: found.accounts, access: 'read-only' },
  }));

for (const [status, code] of [
  [401, 'invalid-token'],
  [403, 'insufficient-access'],
  [429, 'rate-limited'],
  [302, 'broker-unavailable'],
  [500, 'broker-unavailable'],
]) {
  test(\`\${status} is \${code}\`, async (t) => assert.equal((await verified(t, status)).code, code));
}

for (const status of [200, 401, 403]) {
  for (const type of ['text/html', '']) {
    test(\`\${status} of a proxy says nothing of the token (\${type})\`, async (t) =>
      assert.equal((await verified(t, status, found, { type })).code, 'broker-unavailable'));
  }
}

for (const accounts of [undefined, {}, [{ name: 'Main' }], [{ id: null }], [null]]) {
  test(\`what is no list of accounts says nothing of it, either (\${JSON.stringify(accounts)})\`, async (t) =>
    assert.equal((await verified(t, 200, { accounts })).code, 'broker-unavailable'));
}

test('a number is an id, and an account may have no name', async (t) =>
  assert.deepEqual((await verified(t, 200, { accounts: [{ id: 7, name: null }] })).connection.accounts, [
    { id: '7' },
  ]));

test('a token without an account is told so', async (t) =>
  assert.equal((await verified(t, 200, { accounts: [] })).code, 'no-accounts'));

test('less access than the site needs is too little', async (t) =>
  assert.equal((await verified(t, 200, found, { access: 'full' })).code, 'insufficient-access'));

test('what no header can hold is not sent', async (t) =>
  assert.equal((await verified(t, 200, found, { token: 'тoken' })).code, 'invalid-token'));
`;

const test = (id: string): string => `// @ts-nocheck: a test says its types by what it compares.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { test } from 'node:test';
import { faultIn } from 'portfolio-connect/brokers/check';
import { createVerifier } from './${id}.verifier.mjs';

const definition = JSON.parse(readFileSync(new URL('./${id}.json', import.meta.url), 'utf8'));

test('the definition keeps the rules', () => assert.equal(faultIn(definition), undefined));

test('the verifier asks for the fields of the definition', () =>
  assert.deepEqual(
    createVerifier().fields,
    definition.fields.map(({ name }) => name),
  ));

/** What comes of the broker's answer. */
async function verified(t, status, body, { token = 'a-token-of-16-letters', access = 'read-only', type } = {}) {
  const server = createServer((request, response) => {
    response.writeHead(status, { 'content-type': type ?? 'application/json' }).end(body && JSON.stringify(body));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => server.close());
  const verify = createVerifier({ baseUrl: \`http://127.0.0.1:\${server.address().port}\` });
  const signal = new AbortController().signal;
  return verify({ credentials: { token }, access, signal });
}
${cases}`;
