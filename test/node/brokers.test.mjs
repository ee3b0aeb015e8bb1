/** Definitions of brokers: a page's own are checked, the built-in ones keep the same rules. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { builtInBrokers } from '../../src/brokers/index.ts';
import { faultOf } from '../../src/brokers/schema.ts';
import { checkCredential } from '../../src/core/credential.ts';
import { credentialIn } from '../../src/core/pasted.ts';

const field = { name: 'token', label: 'Token' };
const sound = { id: 'my-broker', name: 'My broker', fields: [field] };
const both = { en: 'Text', ru: 'Текст' };
const step = { text: both, link: { url: 'https://broker.example/settings', text: 'Settings' } };

describe('faultOf() passes', () => {
  const definitions = {
    'the least that there must be': sound,
    'everything that there may be': {
      id: '2-brokers',
      name: both,
      alias: { en: 'Alias' },
      search: ['Other', 'Другое'],
      icon: 'M4 4h16v5.5h-5V20H9V9H4z',
      labelLanguage: 'pt-BR',
      accessNames: { full: both, 'read-only': '“Read”' },
      lifetime: both,
      revokeUrl: 'https://broker.example/tokens',
      fields: [
        {
          name: 'client-id_2',
          label: both,
          hint: both,
          secret: false,
          prefix: 'c-',
          alphabet: 'A-Za-z0-9_.-',
          minLength: 8,
        },
        { name: 'secret', label: 'Secret', secret: true, prefix: '', minLength: 0 },
      ],
      guide: [
        {
          ...step,
          note: both,
          caution: both,
          picture: 'sign-in',
          pictureLabel: 'Sign in',
          access: 'full',
        },
        { text: 'Copy it.', picture: 'copy', access: 'read-only' },
        { text: 'Create it.', picture: 'create', pictureLabel: ['API', both] },
        { text: 'Allow it.', picture: 'permission' },
      ],
    },
    'absent members given as undefined': {
      ...sound,
      alias: undefined,
      icon: undefined,
      guide: undefined,
      fields: [{ ...field, hint: undefined, secret: undefined, prefix: undefined, alphabet: undefined }],
    },
    'a guide without steps': { ...sound, guide: [] },
    'a guide that is loaded later': { ...sound, guide: () => Promise.resolve([step]) },
    'members that it does not know': { ...sound, since: 2026, fields: [{ ...field, more: {} }] },
    'a frozen definition': Object.freeze({ ...sound, fields: Object.freeze([Object.freeze(field)]) }),
    'an instance of a class': Object.assign(new (class Broker {})(), sound),
  };
  for (const [kind, definition] of Object.entries(definitions)) {
    it(kind, () => assert.equal(faultOf(definition), undefined));
  }

  it('and leaves the definition as it is', () => {
    const definition = structuredClone(definitions['everything that there may be']);
    faultOf(definition);
    assert.deepEqual(definition, definitions['everything that there may be']);
  });
});

describe('faultOf() finds', () => {
  const withField = (more) => ({ ...sound, fields: [field, { name: 'other', label: 'Other', ...more }] });
  const withStep = (more) => ({ ...sound, guide: [step, { ...step, ...more }] });
  const faults = {
    'its root': [undefined, null, true, 0, '', 'my-broker', Symbol('broker'), [], [sound], () => sound],
    id: [undefined, null, '', 'My', 'my broker', '-my', 'my_broker', 'мой', 'my\n', 7, ['my'], 'my"><b>'].map(
      (id) => ({ ...sound, id }),
    ),
    name: [
      undefined,
      null,
      '',
      ' \n',
      7,
      {},
      { ru: 'Имя' },
      { en: '' },
      { en: 'x', ru: ' ' },
      { en: 'x', ru: 7 },
    ].map((name) => ({ ...sound, name })),
    alias: [null, '', {}, { en: 7 }].map((alias) => ({ ...sound, alias })),
    search: [null, 'x', {}].map((search) => ({ ...sound, search })),
    'search.1': ['', ' ', 7, null].map((name) => ({ ...sound, search: ['x', name] })),
    icon: [null, '', 7, '<path d="M0 0"/>', 'M0 0"/><script>', 'url(#x)'].map((icon) => ({ ...sound, icon })),
    fields: [undefined, null, {}, 'token', [], [field, field], [field, { ...field, label: 'Other' }]].map(
      (fields) => ({ ...sound, fields }),
    ),
    'fields.0': [null, 'token', []].map((first) => ({ ...sound, fields: [first, field] })),
    'fields.0.label': [{ ...sound, fields: [{ name: 'token' }] }],
    'fields.1.name': [undefined, null, '', ' ', 7, 'client id', '__proto__', '1'].map((name) =>
      withField({ name }),
    ),
    'fields.1.label': [undefined, null, '', { ru: 'Токен' }, 7].map((label) => withField({ label })),
    'fields.1.hint': [null, '', { ru: 'Где он' }].map((hint) => withField({ hint })),
    'fields.1.secret': [null, 'true', 0].map((secret) => withField({ secret })),
    'fields.1.prefix': [null, 7, /t/].map((prefix) => withField({ prefix })),
    'fields.1.alphabet': [null, '', 'z-a', '\\', 7, true, {}, ['a'], Symbol('a')].map((alphabet) =>
      withField({ alphabet }),
    ),
    'fields.1.minLength': [null, '8', NaN, Infinity].map((minLength) => withField({ minLength })),
    guide: [null, '', 'https://broker.example', {}, { 0: step }].map((guide) => ({ ...sound, guide })),
    'guide.1': [null, 'Copy it.', []].map((second) => ({ ...sound, guide: [step, second] })),
    'guide.1.text': [undefined, null, '', { ru: 'Шаг' }].map((text) => withStep({ text })),
    'guide.1.link': [null, 'https://broker.example'].map((link) => withStep({ link })),
    'guide.1.link.url': [
      undefined,
      '',
      '/settings',
      '//broker.example',
      'http://broker.example',
      'javascript:alert(1)',
      ' https://broker.example',
      'https://broker.example/ x',
      'https://',
      new URL('https://broker.example'),
    ].map((url) => withStep({ link: { url, text: 'Settings' } })),
    'guide.1.link.text': [undefined, '', 7].map((text) => withStep({ link: { ...step.link, text } })),
    'guide.1.note': [null, ''].map((note) => withStep({ note })),
    'guide.1.caution': [null, ''].map((caution) => withStep({ caution })),
    'guide.1.picture': [null, '', 'logo'].map((picture) => withStep({ picture })),
    'guide.1.pictureLabel': [null, 7, {}, [7], ['API', '']].map((pictureLabel) => withStep({ pictureLabel })),
    labelLanguage: [null, '', 'русский', 'ru_RU', 7].map((labelLanguage) => ({ ...sound, labelLanguage })),
    accessNames: [null, 'full'].map((accessNames) => ({ ...sound, accessNames })),
    'accessNames.read-only': [null, '', { ru: 'x' }].map((name) => ({
      ...sound,
      accessNames: { 'read-only': name },
    })),
    lifetime: [null, ''].map((lifetime) => ({ ...sound, lifetime })),
    revokeUrl: [null, '', 'http://broker.example', 'javascript:alert(1)'].map((revokeUrl) => ({
      ...sound,
      revokeUrl,
    })),
    'guide.1.access': [null, '', 'write', 'read-only '].map((access) => withStep({ access })),
  };
  for (const [path, definitions] of Object.entries(faults)) {
    it(`${path} (${definitions.length})`, () => {
      for (const [index, definition] of definitions.entries()) {
        assert.equal(faultOf(definition), path, `definition ${index}`);
      }
    });
  }

  it('the first of several', () =>
    assert.equal(faultOf({ ...sound, name: '', fields: [{ name: '', label: '' }] }), 'name'));
});

describe('For any value', () => {
  const anything = fc.anything({
    withBigInt: true,
    withDate: true,
    withMap: true,
    withNullPrototype: true,
    withSet: true,
    withSparseArray: true,
    withTypedArray: true,
  });
  const isObject = (value) => typeof value === 'object' && value !== null && !Array.isArray(value);

  it('faultOf() gives a path and never throws, and no value of any other kind is a broker', () =>
    fc.assert(
      fc.property(anything, (value) => {
        const fault = faultOf(value);
        assert.ok(fault === undefined || fault.length > 0);
        if (!isObject(value)) assert.equal(fault, 'its root');
      }),
      { numRuns: 1000 },
    ));

  const nearly = fc.record(
    {
      id: fc.oneof(anything, fc.constant('my-broker')),
      name: fc.oneof(anything, fc.constant('My broker')),
      alias: anything,
      search: anything,
      icon: anything,
      fields: fc.oneof(
        anything,
        fc.array(
          fc.record(
            {
              name: fc.oneof(anything, fc.constant('token')),
              label: fc.oneof(anything, fc.constant('Token')),
              secret: anything,
              prefix: anything,
              alphabet: fc.oneof(anything, fc.string()),
              minLength: anything,
            },
            { requiredKeys: [] },
          ),
        ),
      ),
      guide: fc.oneof(
        anything,
        fc.array(fc.record({ text: anything, link: anything, note: anything }, { requiredKeys: [] })),
      ),
    },
    { requiredKeys: [] },
  );

  it('a fault is the path of a member that is there or is missing', () =>
    fc.assert(
      fc.property(nearly, (value) =>
        assert.match(
          faultOf(value) ?? 'its root',
          /^(its root|id|name|alias|icon|search(\.\d+)?|(fields|guide)(\.\d+(\.[a-zA-Z]+){0,2})?)$/,
        ),
      ),
      { numRuns: 1000 },
    ));

  // Whatever alphabet is let through, typing into the field must work.
  it('what passes can be used for checking what is typed', () => {
    let passed = 0;
    fc.assert(
      fc.property(
        fc.record(
          {
            prefix: fc.string({ maxLength: 3 }),
            alphabet: fc.oneof(fc.string({ maxLength: 6 }), fc.constantFrom('a-z', '\\d', '\\w-'), anything),
            minLength: fc.oneof(fc.integer(), fc.double(), anything),
          },
          { requiredKeys: [] },
        ),
        fc.string({ unit: 'binary' }),
        (format, typed) => {
          if (faultOf({ ...sound, fields: [{ ...field, ...format }] })) return;
          passed++;
          checkCredential(credentialIn(typed, format), format);
        },
      ),
      { numRuns: 1000 },
    );
    assert.ok(passed > 100, String(passed));
  });
});

describe('Every built-in broker', () => {
  const texts = (text, where) => {
    for (const language of ['ru', 'en']) {
      const found = typeof text === 'string' ? text : text[language];
      assert.match(found ?? '', /\S/, `${where} in ${language}`);
    }
  };

  it('is there by its id', () => {
    assert.deepEqual([...builtInBrokers.keys()], ['t-invest']);
    for (const [id, broker] of builtInBrokers) assert.equal(broker.id, id);
  });

  for (const broker of builtInBrokers.values()) {
    describe(broker.id, () => {
      it('keeps its own rules, its guide too', async () => {
        assert.equal(faultOf(broker), undefined);
        assert.equal(faultOf({ ...broker, guide: await broker.guide() }), undefined);
      });

      it('has its texts in Russian and in English', async () => {
        texts(broker.name, 'name');
        for (const key of ['alias', 'lifetime']) if (broker[key]) texts(broker[key], key);
        for (const name of Object.values(broker.accessNames ?? {})) texts(name, 'accessNames');
        for (const { name, label, hint } of broker.fields) {
          texts(label, `${name}.label`);
          if (hint) texts(hint, `${name}.hint`);
        }
        for (const [index, guideStep] of (await broker.guide()).entries()) {
          for (const key of ['text', 'note', 'caution', 'pictureLabel']) {
            for (const text of [guideStep[key] ?? []].flat()) texts(text, `guide.${index}.${key}`);
          }
          if (guideStep.link) texts(guideStep.link.text, `guide.${index}.link.text`);
        }
      });

      for (const access of ['full', 'read-only']) {
        it(`has four steps with pictures and https links for ${access} access`, async () => {
          const steps = (await broker.guide()).filter((one) => !one.access || one.access === access);
          assert.deepEqual(
            steps.map(({ picture }) => picture),
            ['sign-in', 'create', 'permission', 'copy'],
          );
          for (const { link } of steps) assert.equal(new URL(link.url).protocol, 'https:');
        });
      }

      it('warns of full access only', async () => {
        for (const { access, caution } of await broker.guide()) assert.equal(!!caution, access === 'full');
      });

      it('masks its secrets', () => {
        for (const { secret = true } of broker.fields) assert.equal(secret, true);
      });
    });
  }
});

describe('T-Invest', () => {
  const broker = builtInBrokers.get('t-invest');

  it('has the names of the contract', () => {
    assert.equal(broker.name.ru, 'Тинькофф');
    assert.equal(broker.alias.ru, 'Т-Инвестиции');
    assert.equal(broker.fields.length, 1);
    assert.equal(broker.fields[0].name, 'token');
    assert.match(broker.fields[0].label.ru, /^Токен /);
  });

  it('has the words and the places of the contract in its guide', async () => {
    const guide = await broker.guide();
    const said = (access) =>
      JSON.stringify(guide.filter((one) => !one.access || one.access === access).map(({ text }) => text.ru));
    assert.equal(guide[0].link.url, 'https://www.tbank.ru/invest/settings/');
    for (const words of ['«Токены T-Invest API»', '«Создать токен»', '«Управление токенами Invest API»']) {
      assert.ok(said('full').includes(words), words);
    }
    assert.ok(said('full').includes('«Полный доступ»'));
    assert.ok(!said('read-only').includes('«Полный доступ»'));
    assert.ok(said('read-only').includes('«Только для чтения»'));
  });

  const body = 'aB3_-xYz9K'.repeat(9);
  const tokens = {
    'of 88 characters, as in use': `t.${body.slice(0, 86)}`,
    'of 74 characters, as in a sample': `t.${body.slice(0, 72)}`,
    'of the least length': `t.${body.slice(0, 60)}`,
  };
  for (const [kind, token] of Object.entries(tokens)) {
    it(`finds nothing wrong with a token ${kind}`, () => {
      assert.equal(checkCredential(credentialIn(token, broker.fields[0]), broker.fields[0]), undefined);
    });
  }
});
