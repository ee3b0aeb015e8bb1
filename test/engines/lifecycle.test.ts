import { expect } from '@open-wc/testing';
import type { PortfolioConnectElement } from '../../src/index.js';
import { PortfolioConnectElement as Class } from '../../src/index.js';
import {
  Driver,
  allByRole,
  answer,
  click,
  connected,
  ENDPOINT,
  fill,
  mount,
  open,
  ownBroker,
  press,
  record,
  rejection,
  settled,
  silence,
  texts,
  TOKEN,
  until,
  useWorker,
  watchTrouble,
} from '../support/driver.js';

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
    await new Driver(after).drawn();
    Object.assign(after, setUp);
    const drawn = new Driver(before);
    await Promise.all([drawn.drawn(), new Driver(after).drawn()]);
    expect(look(after)).to.deep.equal(look(before));
    expect(drawn.byRole('region').lang).to.equal('en');
    expect(drawn.byRole('heading').textContent).to.equal('My heading');
    expect(drawn.byRole<HTMLInputElement>('radio', 'Own broker').checked).to.be.true;
  });

  it('takes the properties that were set before the tag was defined', async () => {
    const later = mount<PortfolioConnectElement>('<pc-defined-later></pc-defined-later>');
    Object.assign(later, setUp);
    expect(later.shadowRoot).to.be.null;
    customElements.define('pc-defined-later', class extends Class {});
    const pc = new Driver(later);
    await pc.drawn();
    const reference = Object.assign(document.createElement('portfolio-connect'), setUp);
    mount('<div></div>').append(reference);
    await new Driver(reference).drawn();
    expect(look(later)).to.deep.equal(look(reference));
    fill(pc.field(/Login/), 'me');
    fill(pc.field(/Key/), 'open sesame');
    click(pc.submitButton());
    await pc.inState('connected');
    expect(worker.requests[0]!.headers.get('x-own')).to.equal('yes');
  });

  it('works where the markup was there before the definition', async () => {
    const pc = new Driver(mount(`<pc-early endpoint="${ENDPOINT}" lang="ru"></pc-early>`));
    customElements.define('pc-early', class extends Class {});
    await pc.drawn();
    pc.submit();
    await pc.says(texts.ru.connected);
  });

  it('can be made by its constructor', async () => {
    const made = new Class();
    expect(made.getAttributeNames()).to.deep.equal([]);
    made.endpoint = ENDPOINT;
    made.lang = 'ru';
    mount('<div></div>').append(made);
    const pc = new Driver(made);
    await pc.drawn();
    pc.submit();
    await pc.inState('connected');
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
    const pc = await open('', { fetch: () => new Promise((resolve) => (respond = resolve)) });
    const typed = pc.field();
    fill(typed, TOKEN);
    mount('<div></div>').append(pc.element);
    await pc.drawn();
    expect(pc.field()).to.equal(typed);
    expect(typed.value).to.equal(TOKEN);
    const events = pc.record('pc-*');
    click(pc.submitButton());
    const finish = (await until(() => respond))!;
    mount('<div></div>').append(pc.element);
    await settled();
    expect(pc.element.state).to.equal('submitting');
    finish(new Response('{}'));
    await pc.inState('connected');
    expect(events.map(({ type }) => type))
      .to.include('pc-connect')
      .and.not.include('pc-error');
  });

  it('aborts when it is removed in mid-request, and is silent from then on', async () => {
    const trouble = watchTrouble();
    let signal: AbortSignal | undefined;
    const pc = await open('', {
      fetch: (_url, init) => {
        signal = init!.signal!;
        return new Promise((_resolve, reject) => {
          init!.signal!.addEventListener('abort', () => {
            reject(new DOMException('aborted', 'AbortError'));
          });
        });
      },
    });
    fill(pc.field(), TOKEN);
    const outcome = rejection(pc.element.connect());
    await until(() => signal);
    const events = pc.record('pc-*');
    pc.element.remove();
    const error = await outcome;
    expect(error.name).to.equal('ConnectError');
    expect(error.code).to.equal('cancelled');
    expect(signal!.aborted).to.be.true;
    await settled();
    expect(events).to.deep.equal([]);
    expect(trouble).to.deep.equal({ console: [], unhandled: [] });
  });

  it('sends nothing when it is removed right after the button was pressed', async () => {
    const pc = await open();
    fill(pc.field(), TOKEN);
    const events = pc.record('pc-*');
    const outcome = rejection(pc.element.connect());
    pc.element.remove();
    expect((await outcome).code).to.equal('cancelled');
    await settled();
    expect(worker.requests).to.have.length(0);
    expect(events.map(({ type }) => type))
      .to.not.include('pc-connect')
      .and.not.include('pc-error');
  });

  it('works when it comes back after a removal in mid-request', async () => {
    worker.use(silence());
    const pc = await open();
    pc.submit();
    await until(() => worker.requests.length === 1);
    pc.element.remove();
    await settled();
    worker.use(answer(200, connected));
    mount('<div></div>').append(pc.element);
    await pc.drawn();
    expect(pc.submitButton().getAttribute('aria-disabled')).to.be.null;
    expect(pc.queryByRole('button', texts.ru.cancel)).to.be.null;
    pc.submit();
    await pc.says(texts.ru.connected);
  });

  it('stays connected when it is removed and comes back', async () => {
    const pc = await open();
    pc.submit();
    await pc.inState('connected');
    pc.element.remove();
    await settled();
    mount('<div></div>').append(pc.element);
    await pc.drawn();
    expect(pc.status().textContent).to.include(texts.ru.connected);
  });

  it('works inside another shadow root: finds the language, and its events come out', async () => {
    const host = mount('<div lang="en"></div>');
    const pc = new Driver(document.createElement('portfolio-connect'));
    pc.element.endpoint = ENDPOINT;
    host.attachShadow({ mode: 'open' }).append(pc.element);
    await pc.drawn();
    const events = record(document, 'pc-connect');
    try {
      pc.byRole('button', texts.en.submit);
      pc.submit();
      await pc.inState('connected');
      expect(events).to.have.length(1);
      expect(events[0]!.composed).to.be.true;
    } finally {
      pc.element.remove();
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
    const pc = new Driver(form.querySelector('portfolio-connect')!);
    await pc.drawn();
    click(pc.submitButton());
    await pc.inState('failed');
    fill(pc.field(), TOKEN);
    expect([...new FormData(form).keys()]).to.deep.equal(['own']);
    expect([...form.elements]).to.have.length(1);
    await press('Enter');
    await pc.inState('connected');
    click(pc.byRole('button', texts.ru.another));
    await pc.inState('idle');
    expect(submits).to.equal(0);
    expect(worker.requests).to.have.length(1);
  });

  it('can be cloned, without the token', async () => {
    const pc = await open('access="read-only"');
    fill(pc.field(), TOKEN);
    const frame = mount('<div></div>');
    frame.append(pc.element.parentElement!.cloneNode(true));
    const clone = new Driver(frame.querySelector('portfolio-connect')!);
    await clone.drawn();
    expect(clone.element).to.not.equal(pc.element);
    expect(clone.field().value).to.equal('');
    expect(clone.element.endpoint).to.equal(ENDPOINT);
    expect(clone.element.access).to.equal('read-only');
    clone.submit();
    await clone.says(texts.ru.connected);
    expect(pc.field().value).to.equal(TOKEN);
    expect(pc.element.state).to.equal('editing');
  });

  it('does not mind a second copy on the page', async () => {
    const chosen = 'choose-broker broker="t-invest"';
    const one = await open(chosen);
    const two = await open(`lang="en" ${chosen}`);
    expect(allByRole(document, 'radio')).to.have.length(2);
    expect(allByRole<HTMLInputElement>(document, 'radio').every(({ checked }) => checked)).to.be.true;
    fill(one.field(), TOKEN);
    two.submit();
    await two.says(texts.en.connected);
    expect(one.element.state).to.equal('editing');
    expect(one.field().value).to.equal(TOKEN);
    expect(worker.requests).to.have.length(1);
  });
});
