import { expect } from '@open-wc/testing';
import type { PortfolioConnectElement } from '../../src/index.js';
import { PortfolioConnectElement as Class } from '../../src/index.js';
import {
  answer,
  settled,
  block,
  connected,
  drawn,
  ENDPOINT,
  field,
  inState,
  ownBroker,
  rejection,
  says,
  silence,
  status,
  submit,
  submitButton,
  texts,
  TOKEN,
  watchTrouble,
} from '../support/block.js';
import { allByRole, byRole, click, fill, mount, press, queryByRole, record, until } from '../support/page.js';
import { useWorker } from '../support/worker.js';

const worker = useWorker(answer(200, connected));

/** What a person meets and a page reads, to be compared. */
const look = (element: PortfolioConnectElement) => [
  element.shadowRoot!.innerHTML.replace(/<!--.*?-->/g, ''),
  element.broker,
  element.access,
  element.timeout,
  element.disabled,
];

describe('definition and properties', () => {
  const setUp: Partial<PortfolioConnectElement> = {
    endpoint: ENDPOINT,
    lang: 'en',
    broker: 'own-broker',
    brokers: ['t-invest', ownBroker],
    access: 'read-only',
    timeout: 1234,
    messages: { heading: 'My heading' },
    headers: { 'x-own': 'yes' },
  };

  it('gives the same result whether properties are set before or after it is attached', async () => {
    const before = Object.assign(document.createElement('portfolio-connect'), setUp);
    mount('<div></div>').append(before);
    const after = document.createElement('portfolio-connect');
    mount('<div></div>').append(after);
    await drawn(after);
    Object.assign(after, setUp);
    await Promise.all([drawn(before), drawn(after)]);
    expect(look(after)).to.deep.equal(look(before));
    expect(byRole(before, 'region').lang).to.equal('en');
    expect(byRole(before, 'heading').textContent).to.equal('My heading');
    expect(byRole<HTMLInputElement>(before, 'radio', 'Own broker').checked).to.be.true;
  });

  it('takes the properties that were set before the tag was defined', async () => {
    const later = mount<PortfolioConnectElement>('<pc-defined-later></pc-defined-later>');
    Object.assign(later, setUp);
    expect(later.shadowRoot).to.be.null;
    customElements.define('pc-defined-later', class extends Class {});
    await drawn(later);
    const reference = Object.assign(document.createElement('portfolio-connect'), setUp);
    mount('<div></div>').append(reference);
    await drawn(reference);
    expect(look(later)).to.deep.equal(look(reference));
    fill(field(later, /Login/), 'me');
    fill(field(later, /Key/), 'open sesame');
    click(submitButton(later));
    await inState(later, 'connected');
    expect(worker.requests[0]!.headers.get('x-own')).to.equal('yes');
  });

  it('works where the markup was there before the definition', async () => {
    const early = mount<PortfolioConnectElement>(`<pc-early endpoint="${ENDPOINT}" lang="ru"></pc-early>`);
    customElements.define('pc-early', class extends Class {});
    await drawn(early);
    submit(early);
    await says(early, texts.ru.connected);
  });

  it('can be made by its constructor', async () => {
    const made = new Class();
    expect(made.getAttributeNames()).to.deep.equal([]);
    made.endpoint = ENDPOINT;
    made.lang = 'ru';
    mount('<div></div>').append(made);
    await drawn(made);
    submit(made);
    await inState(made, 'connected');
  });

  it('may be imported twice', async () => {
    const before = customElements.get('portfolio-connect');
    // Another address is another module: what a page does that loads two versions of the file.
    await import('../../src/define.ts?again');
    expect(customElements.get('portfolio-connect')).to.equal(before);
  });
});

describe('in the page', () => {
  it('keeps the token and the request in flight when it is moved', async () => {
    let respond: ((response: Response) => void) | undefined;
    const el = await block('', { fetch: () => new Promise((resolve) => (respond = resolve)) });
    const typed = field(el);
    fill(typed, TOKEN);
    mount('<div></div>').append(el);
    await drawn(el);
    expect(field(el)).to.equal(typed);
    expect(typed.value).to.equal(TOKEN);
    const events = record(el, 'pc-*');
    click(submitButton(el));
    const finish = (await until(() => respond))!;
    mount('<div></div>').append(el);
    await settled();
    expect(el.state).to.equal('submitting');
    finish(new Response('{}'));
    await inState(el, 'connected');
    expect(events.map(({ type }) => type))
      .to.include('pc-connect')
      .and.not.include('pc-error');
  });

  it('aborts when it is removed in mid-request, and is silent from then on', async () => {
    const trouble = watchTrouble();
    let signal: AbortSignal | undefined;
    const el = await block('', {
      fetch: (_url, init) => {
        signal = init!.signal!;
        return new Promise((_resolve, reject) => {
          init!.signal!.addEventListener('abort', () => {
            reject(new DOMException('aborted', 'AbortError'));
          });
        });
      },
    });
    fill(field(el), TOKEN);
    const outcome = rejection(el.connect());
    await until(() => signal);
    const events = record(el, 'pc-*');
    el.remove();
    const error = await outcome;
    expect(error.name).to.equal('ConnectError');
    expect(error.code).to.equal('cancelled');
    expect(signal!.aborted).to.be.true;
    await settled();
    expect(events).to.deep.equal([]);
    expect(trouble).to.deep.equal({ console: [], unhandled: [] });
  });

  it('sends nothing when it is removed right after the button was pressed', async () => {
    const el = await block();
    fill(field(el), TOKEN);
    const events = record(el, 'pc-*');
    const outcome = rejection(el.connect());
    el.remove();
    expect((await outcome).code).to.equal('cancelled');
    await settled();
    expect(worker.requests).to.have.length(0);
    expect(events.map(({ type }) => type))
      .to.not.include('pc-connect')
      .and.not.include('pc-error');
  });

  it('works when it comes back after a removal in mid-request', async () => {
    worker.use(silence());
    const el = await block();
    submit(el);
    await until(() => worker.requests.length === 1);
    el.remove();
    await settled();
    worker.use(answer(200, connected));
    mount('<div></div>').append(el);
    await drawn(el);
    expect(submitButton(el).getAttribute('aria-disabled')).to.be.null;
    expect(queryByRole(el, 'button', texts.ru.cancel)).to.be.null;
    submit(el);
    await says(el, texts.ru.connected);
  });

  it('stays connected when it is removed and comes back', async () => {
    const el = await block();
    submit(el);
    await inState(el, 'connected');
    el.remove();
    await settled();
    mount('<div></div>').append(el);
    await drawn(el);
    expect(status(el).textContent).to.include(texts.ru.connected);
  });

  it('works inside another shadow root: finds the language, and its events come out', async () => {
    const host = mount('<div lang="en"></div>');
    const el = document.createElement('portfolio-connect');
    el.endpoint = ENDPOINT;
    host.attachShadow({ mode: 'open' }).append(el);
    await drawn(el);
    const events = record(document, 'pc-connect');
    try {
      byRole(el, 'button', texts.en.submit);
      submit(el);
      await inState(el, 'connected');
      expect(events).to.have.length(1);
      expect(events[0]!.composed).to.be.true;
    } finally {
      el.remove();
    }
  });

  it('never submits a form around it, by button or by Enter, and adds nothing to its data', async () => {
    const form = mount<HTMLFormElement>(
      `<form action="/nowhere"><input name="own" value="1" /><portfolio-connect endpoint="${ENDPOINT}" lang="ru"></portfolio-connect></form>`,
    );
    let submits = 0;
    form.addEventListener('submit', (event) => {
      submits++;
      event.preventDefault();
    });
    const el = form.querySelector('portfolio-connect')!;
    await drawn(el);
    click(submitButton(el));
    await inState(el, 'failed');
    fill(field(el), TOKEN);
    expect([...new FormData(form).keys()]).to.deep.equal(['own']);
    expect([...form.elements]).to.have.length(1);
    await press('Enter');
    await inState(el, 'connected');
    click(byRole(el, 'button', texts.ru.another));
    await inState(el, 'idle');
    expect(submits).to.equal(0);
    expect(worker.requests).to.have.length(1);
  });

  it('can be cloned, without the token', async () => {
    const el = await block('access="read-only"');
    fill(field(el), TOKEN);
    const frame = mount('<div></div>');
    frame.append(el.parentElement!.cloneNode(true));
    const clone = frame.querySelector('portfolio-connect')!;
    await drawn(clone);
    expect(clone).to.not.equal(el);
    expect(field(clone).value).to.equal('');
    expect(clone.endpoint).to.equal(ENDPOINT);
    expect(clone.access).to.equal('read-only');
    submit(clone);
    await says(clone, texts.ru.connected);
    expect(field(el).value).to.equal(TOKEN);
    expect(el.state).to.equal('editing');
  });

  it('does not mind a second copy on the page', async () => {
    const one = await block();
    const two = await block('lang="en"');
    expect(allByRole(document, 'radio')).to.have.length(2);
    expect(allByRole<HTMLInputElement>(document, 'radio').every(({ checked }) => checked)).to.be.true;
    fill(field(one), TOKEN);
    submit(two);
    await says(two, texts.en.connected);
    expect(one.state).to.equal('editing');
    expect(field(one).value).to.equal(TOKEN);
    expect(worker.requests).to.have.length(1);
  });
});
