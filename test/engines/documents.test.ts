/** The block in other documents than the one that its code was loaded in: those of frames, and those that nobody sees. */
import { expect } from '@open-wc/testing';
import {
  answer,
  connected,
  Driver,
  ENDPOINT,
  fill,
  mount,
  open,
  press,
  TOKEN,
  until,
  useWorker,
} from '../support/driver.js';

const worker = useWorker(answer(200, connected));

/** The document of a frame on the page. */
async function frame(attributes = ''): Promise<Document> {
  const element = mount<HTMLIFrameElement>(`<iframe ${attributes} width="600" height="600"></iframe>`);
  // Firefox puts another document in the place of the first one.
  await until(() => element.contentDocument?.readyState === 'complete');
  await new Promise((resolve) => setTimeout(resolve));
  return element.contentDocument!;
}

/** Its own styles and those of a part that is loaded later: the mask, and the edge of a field at fault. */
async function isDressed(pc: Driver): Promise<void> {
  const [input] = pc.element.shadowRoot!.querySelectorAll<HTMLInputElement>('[part=input]');
  const view = pc.element.ownerDocument.defaultView!;
  await until(() => view.getComputedStyle(input!).getPropertyValue('-webkit-text-security') === 'disc');
  expect(view.getComputedStyle(pc.element).display).to.equal('block');
  expect(pc.element.shadowRoot!.adoptedStyleSheets).to.not.be.empty;
}

describe('moved to another document', () => {
  it('keeps its styles, its mask and what was typed, and works there; and so it does when it is moved back', async () => {
    const pc = await open();
    fill(pc.field(), TOKEN);
    pc.element
      .shadowRoot!.querySelector('section')!
      .dispatchEvent(new FocusEvent('focusin', { bubbles: true }));
    await until(() => pc.element.shadowRoot!.adoptedStyleSheets.length === 2);
    const place = pc.element.parentElement!;
    const elsewhere = await frame();
    for (const target of [elsewhere.body, place]) {
      target.append(pc.element);
      await pc.drawn();
      await isDressed(pc);
      expect(pc.element.shadowRoot!.adoptedStyleSheets).to.have.length(2);
    }
    elsewhere.body.append(pc.element);
    const input = pc.element.shadowRoot!.querySelector<HTMLInputElement>('[part=input]')!;
    expect(input.value).to.equal(TOKEN);
    pc.element.shadowRoot!.querySelector<HTMLButtonElement>('[part=submit]')!.click();
    await pc.inState('connected');
  });

  it('works where it was moved before the rest of it was loaded', async () => {
    const pc = await open();
    (await frame()).body.append(pc.element);
    await pc.drawn();
    await isDressed(pc);
    const root = pc.element.shadowRoot!;
    root.querySelector<HTMLButtonElement>('[part=submit]')!.click();
    await pc.inState('failed');
    await pc.drawn();
    const [box] = root.querySelectorAll('.box');
    const view = pc.element.ownerDocument.defaultView!;
    await until(() => view.getComputedStyle(box!).borderTopWidth === '2px');
  });

  it('is masked where it was put here and there before it was drawn', async () => {
    const element = document.createElement('portfolio-connect');
    Object.assign(element, { endpoint: ENDPOINT, lang: 'ru' });
    const { body } = await frame();
    mount('<div></div>').append(element);
    body.append(element);
    const pc = new Driver(element);
    await pc.drawn();
    await isDressed(pc);
  });

  it('loses nothing where its window is closed and gives it back', async () => {
    const pc = await open();
    fill(pc.field(), TOKEN);
    const place = pc.element.parentElement!;
    const { body, defaultView } = await frame();
    body.append(pc.element);
    defaultView!.addEventListener('pagehide', () => place.append(pc.element));
    defaultView!.dispatchEvent(new PageTransitionEvent('pagehide', { persisted: false }));
    await pc.drawn();
    expect(pc.field().value).to.equal(TOKEN);
  });

  it('draws where it was made here and put there', async () => {
    const { body } = await frame();
    const element = document.createElement('portfolio-connect');
    Object.assign(element, { endpoint: ENDPOINT, lang: 'ru' });
    body.append(element);
    const pc = new Driver(element);
    await pc.drawn();
    await isDressed(pc);
  });

  it('does no harm in a document without a window, and draws once it is in one', async () => {
    const { body } = document.implementation.createHTMLDocument();
    const element = document.createElement('portfolio-connect');
    Object.assign(element, { endpoint: ENDPOINT, lang: 'ru' });
    body.append(element);
    const pc = new Driver(element);
    await pc.drawn();
    mount('<div></div>').append(element);
    await pc.drawn();
    await isDressed(pc);
    pc.submit();
    await pc.inState('connected');
  });

  it('follows that one’s leaving, and no longer that of the first', async () => {
    const pc = await open();
    fill(pc.field(), TOKEN);
    const { body, defaultView } = await frame();
    body.append(pc.element);
    await pc.drawn();
    const input = pc.element.shadowRoot!.querySelector<HTMLInputElement>('[part=input]')!;
    dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true }));
    expect(input.value).to.equal(TOKEN);
    defaultView!.dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true }));
    expect(input.value).to.equal('');
  });
});

describe('in a frame that may send no forms', () => {
  it('the button connects all the same', async () => {
    const { body } = await frame('sandbox="allow-same-origin allow-scripts"');
    const pc = await open();
    fill(pc.field(), TOKEN);
    body.append(pc.element);
    await pc.drawn();
    pc.element.shadowRoot!.querySelector<HTMLButtonElement>('[part=submit]')!.click();
    await pc.inState('connected');
    expect(worker.requests).to.have.length(1);
  });
});

describe('what is typed', () => {
  it('is no shortcut of the page', async () => {
    const heard: string[] = [];
    const listen = ({ key }: KeyboardEvent) => {
      heard.push(key);
    };
    addEventListener('keydown', listen);
    try {
      const pc = await open();
      pc.field().focus();
      for (const key of ['t', '.', 's', '/', 'ArrowLeft', 'Backspace', 'Escape', 'Enter', 'Tab'])
        await press(key);
      await pc.inState('failed');
      expect(heard).to.deep.equal(['Escape', 'Tab']);
    } finally {
      removeEventListener('keydown', listen);
    }
  });
});

describe('a relative endpoint', () => {
  const sentTo = async (pc: Driver) => {
    const before = worker.requests.length;
    pc.submit();
    await pc.inState('connected');
    pc.element.reset();
    await pc.drawn();
    return worker.requests.slice(before).map(({ url }) => url);
  };

  it('is the page’s, whatever a `<base>` says, and stays what it was when it was set', async () => {
    const home = new URL(ENDPOINT, location.href).href;
    const base = document.createElement('base');
    base.href = 'https://elsewhere.example/x/';
    document.head.append(base);
    const { href } = location;
    try {
      const pc = await open(`endpoint="${ENDPOINT}"`);
      expect(await sentTo(pc)).to.deep.equal([home]);
      base.href = new URL('/other/', href).href;
      const relative = await open(`endpoint="..${ENDPOINT}"`);
      base.href = new URL('/far/away/', href).href;
      history.pushState(null, '', '/another/depth/');
      pc.element.brokers = 't-invest';
      expect(await sentTo(relative)).to.deep.equal([home]);
    } finally {
      history.replaceState(null, '', href);
      base.remove();
    }
  });
});
