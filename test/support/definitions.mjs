/** Definitions of brokers: sound ones by what they are, and broken ones by the path of their fault. */
export const field = { name: 'token', label: 'Token' };
export const sound = { id: 'my-broker', name: 'My broker', fields: [field] };
const both = { en: 'Text', ru: 'Текст' };
const step = { text: both, link: { url: 'https://broker.example/settings', text: 'Settings' } };

export const soundDefinitions = {
  'the least that there must be': sound,
  'everything that there may be': {
    id: '2-brokers',
    name: both,
    alias: { en: 'Alias' },
    search: ['Other', 'Другое'],
    icon: 'M4 4h16v5.5h-5V20H9V9H4z',
    labelLanguage: 'pt-BR',
    region: ['RU', '001'],
    notice: both,
    environments: [
      { id: 'live', name: both, impliedBy: { field: 'client-id_2', prefix: 'c-' } },
      { id: 'paper', name: 'Paper' },
    ],
    permissions: {
      levels: [
        { access: 'read-only', name: '“Read”', otherNames: [both], allows: ['view'] },
        { access: 'full', name: both, allows: ['view', 'trade', 'transfer', 'withdraw'] },
      ],
      recommended: 'read-only',
      excessive: [{ name: '“Withdraw”', right: 'withdraw' }],
    },
    expiry: { kind: 'chosen', after: 'P1Y2M3DT4H' },
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
      { name: 'secret', label: 'Secret', secret: true, prefix: '', minLength: 0, shownOnce: true },
      { name: 'pem', label: 'PEM', kind: 'lines', optional: true, link: step.link },
      { name: 'region', label: both, kind: 'choice', options: [{ value: 'eu', label: both }] },
      { name: 'code', label: both, kind: 'line', pattern: '\\d{3}', mismatch: both },
      { name: 'host', label: 'Host', fixed: { live: 'a', paper: 'b' } },
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

const withField = (more) => ({ ...sound, fields: [field, { name: 'other', label: 'Other', ...more }] });
const withStep = (more) => ({ ...sound, guide: [step, { ...step, ...more }] });
export const faultyDefinitions = {
  'its root': [undefined, null, true, 0, '', 'my-broker', Symbol('broker'), [], [sound], () => sound],
  id: [undefined, null, '', 'My', 'my broker', '-my', 'my_broker', 'мой', 'my\n', 7, ['my'], 'my"><b>'].map(
    (id) => ({ ...sound, id }),
  ),
  name: [undefined, null, '', ' \n', 7, ['My broker']].map((name) => ({ ...sound, name })),
  'name.en': [{}, { ru: 'Имя' }, { en: '' }].map((name) => ({ ...sound, name })),
  'name.ru': [
    { en: 'x', ru: ' ' },
    { en: 'x', ru: 7 },
  ].map((name) => ({ ...sound, name })),
  alias: [null, ''].map((alias) => ({ ...sound, alias })),
  'alias.en': [{}, { en: 7 }].map((alias) => ({ ...sound, alias })),
  notice: [null, '', 7].map((notice) => ({ ...sound, notice })),
  'region.1': ['ru', 'Russia', '', 7].map((region) => ({ ...sound, region: ['RU', region] })),
  search: [null, 'x', {}].map((search) => ({ ...sound, search })),
  'search.1': ['', ' ', 7, null].map((name) => ({ ...sound, search: ['x', name] })),
  icon: [null, '', 7, '<path d="M0 0"/>', 'M0 0"/><script>', 'url(#x)'].map((icon) => ({ ...sound, icon })),
  fields: [
    ...[undefined, null, {}, 'token', []].map((fields) => ({ ...sound, fields })),
    // Nobody would be asked for anything.
    { ...sound, fields: [{ ...field, fixed: { live: 'x' } }], environments: [{ id: 'live', name: 'Live' }] },
    // Everything may be left out.
    { ...sound, fields: [{ ...field, optional: true }] },
  ],
  'fields.0.name': [
    // The block itself sends a member of this name.
    {
      ...sound,
      fields: [{ ...field, name: 'environment' }],
      environments: [{ id: 'live', name: 'Live' }],
    },
  ],
  'fields.0': [null, 'token', []].map((first) => ({ ...sound, fields: [first, field] })),
  'fields.0.label': [{ ...sound, fields: [{ name: 'token' }] }],
  'fields.1.name': [undefined, null, '', ' ', 7, 'client id', '__proto__', '1', field.name].map((name) =>
    withField({ name }),
  ),
  'fields.1.label': [undefined, null, '', 7].map((label) => withField({ label })),
  'fields.1.label.en': [withField({ label: { ru: 'Токен' } })],
  'fields.1.hint': [null, ''].map((hint) => withField({ hint })),
  'fields.1.hint.en': [withField({ hint: { ru: 'Где он' } })],
  'fields.1.kind': [null, '', 'password', 'select'].map((kind) => withField({ kind })),
  'fields.1.optional': [
    ...[null, 'true', 0].map((optional) => withField({ optional })),
    withField({ kind: 'choice', optional: true, options: [{ value: 'eu', label: 'Europe' }] }),
  ],
  'fields.1.shownOnce': [null, 'once'].map((shownOnce) => withField({ shownOnce })),
  'fields.1.pattern': [null, '', '(', '[z-a]', '\\', 'a)|(?:b', /x/].map((pattern) => withField({ pattern })),
  'fields.1.mismatch': [null, ''].map((mismatch) => withField({ mismatch })),
  'fields.1.link.url': [withField({ link: { url: 'http://broker.example', text: 'x' } })],
  'fields.1.options': [
    ...[null, [], 'eu'].map((options) => withField({ kind: 'choice', options })),
    withField({ kind: 'choice' }),
    withField({ options: [{ value: 'eu', label: 'Europe' }] }),
  ],
  'fields.1.options.2.value': [
    withField({ kind: 'choice', options: ['eu', 'us', 'eu'].map((value) => ({ value, label: 'Europe' })) }),
  ],
  'fields.1.options.0.value': ['', 7].map((value) =>
    withField({ kind: 'choice', options: [{ value, label: 'Europe' }] }),
  ),
  'fields.1.options.0.label': [withField({ kind: 'choice', options: [{ value: 'eu' }] })],
  // The last one would depend on an environment that there is none of.
  'fields.1.fixed': [null, 'x', { live: 'x' }].map((fixed) => withField({ fixed })),
  'fields.1.fixed.constructor': [
    {
      ...withField({ fixed: { live: 'x' } }),
      environments: [
        { id: 'live', name: 'Live' },
        { id: 'constructor', name: 'Paper' },
      ],
    },
  ],
  'fields.1.maxLength': [
    ...[null, '8', 0, -1].map((maxLength) => withField({ maxLength })),
    withField({ minLength: 9, maxLength: 8 }),
    // Nothing could be as long.
    withField({ minLength: 9000 }),
  ],
  'fields.1.fixed.live': [withField({ fixed: { live: '' } })],
  'environments.0.id': ['', 'Live', 7].map((id) => ({ ...sound, environments: [{ id, name: 'Live' }] })),
  'environments.0.name': [{ ...sound, environments: [{ id: 'live' }] }],
  'environments.0.impliedBy.prefix': [
    { ...sound, environments: [{ id: 'live', name: 'Live', impliedBy: { field: 'token', prefix: '' } }] },
  ],
  environments: [null, {}].map((environments) => ({ ...sound, environments })),
  'environments.1.id': [
    {
      ...sound,
      environments: [
        { id: 'live', name: 'Live' },
        { id: 'live', name: 'Again' },
      ],
    },
  ],
  'environments.1.impliedBy.field': ['key', 'constructor'].map((name) => ({
    ...sound,
    environments: [
      { id: 'live', name: 'Live', impliedBy: { field: field.name, prefix: 'K' } },
      { id: 'paper', name: 'Paper', impliedBy: { field: name, prefix: 'P' } },
    ],
  })),
  'environments.1.impliedBy.prefix': [
    {
      ...sound,
      environments: ['live', 'paper'].map((id) => ({
        id,
        name: id,
        impliedBy: { field: field.name, prefix: 'K' },
      })),
    },
  ],
  permissions: [null, 'full'].map((permissions) => ({ ...sound, permissions })),
  'permissions.levels': [undefined, [], {}].map((levels) => ({ ...sound, permissions: { levels } })),
  'permissions.levels.0.access': [
    { ...sound, permissions: { levels: [{ access: 'write', name: 'x', allows: [] }] } },
  ],
  'permissions.levels.0.allows.0': [
    { ...sound, permissions: { levels: [{ access: 'full', name: 'x', allows: ['everything'] }] } },
  ],
  'permissions.recommended': [
    {
      ...sound,
      permissions: { levels: [{ access: 'full', name: 'x', allows: [] }], recommended: 'read-only' },
    },
  ],
  'expiry.kind': [{ ...sound, expiry: { kind: 'soon' } }],
  'expiry.after': ['three months', '3M', 'P', ''].map((after) => ({
    ...sound,
    expiry: { kind: 'fixed', after },
  })),
  'fields.1.secret': [null, 'true', 0].map((secret) => withField({ secret })),
  'fields.1.prefix': [null, 7, /t/].map((prefix) => withField({ prefix })),
  'fields.1.alphabet': [
    null,
    '',
    'z-a',
    '\\',
    '\\p{Latn}',
    'a](?<x>b)[c',
    7,
    true,
    {},
    ['a'],
    Symbol('a'),
  ].map((alphabet) => withField({ alphabet })),
  'fields.1.minLength': [null, '8', NaN, Infinity, -1, 1.5].map((minLength) => withField({ minLength })),
  guide: [null, '', 'https://broker.example', {}, { 0: step }].map((guide) => ({ ...sound, guide })),
  'guide.1': [null, 'Copy it.', []].map((second) => ({ ...sound, guide: [step, second] })),
  'guide.1.text': [undefined, null, ''].map((text) => withStep({ text })),
  'guide.1.text.en': [withStep({ text: { ru: 'Шаг' } })],
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
    'https://[',
    new URL('https://broker.example'),
  ].map((url) => withStep({ link: { url, text: 'Settings' } })),
  'guide.1.link.text': [undefined, '', 7].map((text) => withStep({ link: { ...step.link, text } })),
  'guide.1.note': [null, ''].map((note) => withStep({ note })),
  'guide.1.caution': [null, ''].map((caution) => withStep({ caution })),
  'guide.1.picture': [null, '', 'logo'].map((picture) => withStep({ picture })),
  'guide.1.pictureLabel.0': [withStep({ pictureLabel: [7] })],
  'guide.1.pictureLabel': [null, 7].map((pictureLabel) => withStep({ pictureLabel })),
  'guide.1.pictureLabel.1.en': [withStep({ pictureLabel: ['API', { ru: 'Ключ' }] })],
  'guide.1.pictureLabel.1': [withStep({ pictureLabel: ['API', ''] })],
  labelLanguage: [null, '', 'русский', 'ru_RU', 7].map((labelLanguage) => ({ ...sound, labelLanguage })),
  lifetime: [null, ''].map((lifetime) => ({ ...sound, lifetime })),
  revokeUrl: [null, '', 'http://broker.example', 'javascript:alert(1)'].map((revokeUrl) => ({
    ...sound,
    revokeUrl,
  })),
  'guide.1.access': [null, '', 'write', 'read-only '].map((access) => withStep({ access })),
};
