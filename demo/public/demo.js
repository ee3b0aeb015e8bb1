// The profile page: what a site does with the block (listens to it), and the panel that brings about every state.
import { groups, texts } from './texts.js';

const block = document.querySelector('portfolio-connect');
const controls = document.querySelector('#controls');
const ALL = [
  't-invest',
  'finam',
  'alpaca',
  'trading-212',
  'tradier',
  'oanda',
  'alor',
  'freedom24',
  'ibkr-flex',
  'kraken',
  'binance',
  'bybit',
  'bcs',
  'questrade',
  'coinbase',
];

const endpoint = block.getAttribute('endpoint');
const refuse = () => Promise.reject(new TypeError('Failed to fetch'));

/** What a scenario changes on the page. The others are the endpoint's alone. */
const onPage = {
  timeout: { timeout: 5000 },
  network: { fetch: refuse },
  offline: { fetch: refuse, offline: true },
  'invalid-endpoint': { endpoint: 'http://insecure.example/api/portfolio-connections' },
  'invalid-configuration': { broker: 'unknown' },
};

// ── what is chosen: in the address, in the panel, on the page ────────────────────────────────────────────────────

const defaults = {
  scenario: 'connected',
  brokers: 't-invest',
  lang: 'ru',
  theme: 'system',
  access: 'full',
  accent: 'blue',
  disabled: '',
};

/** The states that the panel can be in are those that the address can hold; anything else is the default. */
function readAddress() {
  const query = new URLSearchParams(location.search);
  for (const [name, fallback] of Object.entries(defaults)) {
    const wanted = query.get(name) ?? fallback;
    const control = controls.elements[name];
    if (control.type === 'checkbox') control.checked = wanted === '1';
    else {
      // A value that there is none of leaves radios as they were and a list without any.
      for (const value of [fallback, wanted]) control.value = value;
      if (!control.value) control.value = fallback;
    }
  }
}

const chosen = () => ({ ...defaults, ...Object.fromEntries(new FormData(controls)) });

function writeAddress() {
  const query = new URLSearchParams(location.search);
  for (const [name, value] of Object.entries(chosen())) {
    if (value === defaults[name]) query.delete(name);
    else query.set(name, value);
  }
  const search = query.toString();
  history.replaceState(null, '', `${location.pathname}${search && `?${search}`}${location.hash}`);
}

function show() {
  const { scenario, brokers, lang, theme, access, accent, disabled } = chosen();
  translate(lang);
  const root = document.documentElement;
  root.lang = lang;
  root.dataset.theme = theme;
  root.className = `accent-${accent}`;

  const { offline, ...changes } = onPage[scenario] ?? {};
  Object.assign(block, {
    lang,
    brokers: brokers === 'all' ? ALL : null,
    access,
    disabled: disabled === '1' || !ready,
    endpoint: `${endpoint}?scenario=${scenario}${access === 'full' ? '' : `&access=${access}`}`,
    fetch: null,
    timeout: 30_000,
    ...changes,
  });
  // Only where the scenario changed it, for otherwise it is what the person picked.
  if (!changes.broker && block.broker === onPage['invalid-configuration'].broker) block.broker = null;
  if (offline) Object.defineProperty(navigator, 'onLine', { configurable: true, get: () => false });
  else delete navigator.onLine;
}

function translate(lang) {
  const words = texts[lang];
  document.title = words.pageTitle;
  for (const node of document.querySelectorAll('[data-text]')) node.textContent = words[node.dataset.text];
  for (const node of document.querySelectorAll('[data-label]')) node.ariaLabel = words[node.dataset.label];
  for (const group of controls.elements.scenario.children) {
    group.label = words.groups[group.dataset.group];
    for (const option of group.children) option.textContent = words.scenarios[option.value];
  }
}

for (const [group, scenarios] of Object.entries(groups)) {
  const list = document.createElement('optgroup');
  list.dataset.group = group;
  list.append(...scenarios.map((scenario) => new Option(scenario, scenario)));
  controls.elements.scenario.append(list);
}

controls.addEventListener('submit', (event) => event.preventDefault());
controls.addEventListener('change', ({ target }) => {
  // What came of the last scenario says nothing about this one.
  if (target.name === 'scenario' && !['idle', 'editing'].includes(block.state)) block.reset();
  writeAddress();
  show();
});
addEventListener('popstate', () => {
  readAddress();
  show();
});

// ── samples of what people paste ─────────────────────────────────────────────────────────────────────────────────

const part = document.querySelector('#part');

/** What the brokers' simulators know, by broker and by the part that each plays there: demo/simulators. */
let samples = { 't-invest': { full: { token: 't.simulator-full-'.padEnd(88, '0') } } };

async function loadSamples() {
  const response = await fetch(endpoint.replace(/[^/]+$/, 'simulated-credentials'));
  if (response.ok) samples = await response.json();
  showParts();
}

/** The parts of the chosen broker; of T-Invest, where none is chosen. */
function showParts() {
  const known = samples[block.broker || ALL[0]] ?? {};
  part.replaceChildren(...Object.keys(known).map((name) => new Option(name)));
}
block.addEventListener('pc-broker-change', showParts);

document.querySelector('#sample').addEventListener('click', async () => {
  if (block.state === 'connected') block.reset();
  if (!block.broker) block.broker = ALL[0];
  await block.updateComplete;
  const known = samples[block.broker] ?? {};
  for (const [name, value] of Object.entries(known[part.value] ?? Object.values(known)[0] ?? {})) {
    const input = block.shadowRoot.querySelector(`[part=input]#${name}`);
    if (!input || input.disabled || input.readOnly) return;
    input.value = value;
    input.dispatchEvent(
      new InputEvent('input', { bubbles: true, composed: true, inputType: 'insertFromPaste' }),
    );
  }
  block.focus();
});

// ── what the site does when a portfolio was connected ────────────────────────────────────────────────────────────

const portfolios = document.querySelector('#accounts');

function addPortfolio({ id: connection = '', accounts }) {
  const known = new Set([...portfolios.children].map((item) => item.dataset.id));
  for (const { id = '', name = id, type = '' } of accounts ?? [{ name: texts[chosen().lang].unnamed }]) {
    if (known.has(id)) continue;
    const item = document.createElement('li');
    Object.assign(item.dataset, { id, connection });
    item.append(element('span', 'account-name', name), element('span', 'account-type', type));
    portfolios.append(item);
  }
  document.querySelector('#no-portfolios').hidden = portfolios.childElementCount > 0;
}

block.addEventListener('pc-connect', ({ detail: { connection } }) => addPortfolio(connection));

block.addEventListener('pc-disconnect', ({ detail: { id } }) => {
  for (const item of [...portfolios.children]) if (item.dataset.connection === id) item.remove();
  document.querySelector('#no-portfolios').hidden = portfolios.childElementCount > 0;
});

/** What was connected before. A site would have it in the page already. */
async function loadPortfolios() {
  const response = await fetch(endpoint);
  const { connections = [] } = response.ok ? await response.json() : {};
  for (const connection of connections.toReversed()) addPortfolio(connection);
}

// ── the log ──────────────────────────────────────────────────────────────────────────────────────────────────────

const MOST_ENTRIES = 50;
const entries = document.querySelector('#log ol');
const logEmpty = document.querySelector('#log p');

for (const type of [
  'pc-broker-change',
  'pc-submit',
  'pc-connect',
  'pc-disconnect',
  'pc-error',
  'pc-state-change',
  'pc-progress',
]) {
  block.addEventListener(type, ({ detail }) => {
    const item = document.createElement('li');
    const detailText = JSON.stringify(detail, (_key, value) =>
      value instanceof Error ? words(value) : value,
    );
    item.append(element('b', '', type), ' ', element('code', '', detailText));
    entries.append(item);
    if (entries.children.length > MOST_ENTRIES) entries.firstElementChild.remove();
    logEmpty.hidden = true;
    const log = entries.parentElement;
    log.scrollTop = log.scrollHeight;
  });
}

/** The members of a ConnectError that a page may act on. */
const words = ({ code, status, retryAfter, field, detail }) => ({ code, status, retryAfter, field, detail });

document.querySelector('#clear').addEventListener('click', () => {
  entries.replaceChildren();
  logEmpty.hidden = false;
});

function element(name, className, text) {
  const made = document.createElement(name);
  if (className) made.className = className;
  made.textContent = text;
  return made;
}

// ── start ────────────────────────────────────────────────────────────────────────────────────────────────────────

/** Where there is no server, a service worker answers in its place: until it does, nothing may be sent. */
let ready = !('static' in document.documentElement.dataset);

readAddress();
show();
document.querySelector('aside').hidden = false;
document.querySelector('#panel').open = matchMedia('(min-width: 1100px)').matches;

if (!ready) {
  try {
    const { startEndpoint } = await import('./mock.js');
    await startEndpoint();
    ready = true;
    show();
  } catch {
    const fault = document.querySelector('#fault');
    fault.dataset.text = 'noWorker';
    fault.hidden = false;
    document.querySelector('#panel').open = true;
    show();
  }
}

if (ready)
  await Promise.all([loadSamples(), loadPortfolios()].map((loading) => loading.catch(() => undefined)));
