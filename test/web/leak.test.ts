/**
 * A marked token goes through every kind of attempt; then everything that others could read is searched for it. Only the
 * field and the body of the POST may have it.
 */
import { expect } from '@open-wc/testing';
import { http, HttpResponse } from 'msw';
import type { PortfolioConnectElement } from '../../src/index.js';
import {
  answer,
  settled,
  block,
  connected,
  deleted,
  drawn,
  ENDPOINT,
  field,
  inState,
  listed,
  openGuide,
  problem,
  silence,
  submitButton,
  texts,
  watchTrouble,
} from '../support/block.js';
import { markupOf, places, textOf } from '../support/leaks.js';
import { allByRole, byRole, click, fill, paste, record, until } from '../support/page.js';
import { useWorker } from '../support/worker.js';

const worker = useWorker();

const MARK = 'MaRkEdSeCrEt';
const TOKEN = `t.${MARK}${'x'.repeat(74)}`;

const found = (all: Record<string, string>) =>
  Object.entries(all).flatMap(([place, text]) => (text.includes(MARK) ? [place] : []));

/** Fills, acts, and searches; gives the names of the places that have the token. */
async function leaks(
  act: (el: PortfolioConnectElement) => Promise<unknown>,
  attributes = '',
): Promise<string[]> {
  const trouble = watchTrouble();
  const el = await block(attributes);
  const events = record(el, 'pc-*', 'input', 'change', 'submit', 'click');
  const rejections: unknown[] = [];
  const { connect } = el;
  el.connect = () => {
    const promise = connect.call(el);
    promise.catch((error: unknown) => rejections.push(error));
    return promise;
  };
  fill(field(el), TOKEN);
  await act(el);
  await drawn(el);
  await settled();
  const all = await places(
    el,
    worker.requests,
    events.filter(({ type }) => type.startsWith('pc-')),
    [...trouble.console, ...trouble.unhandled, ...rejections.map((error) => textOf(error))],
  );
  return found(all);
}

const press = (state: PortfolioConnectElement['state']) => async (el: PortfolioConnectElement) => {
  click(submitButton(el));
  await inState(el, state);
};

describe('the token', () => {
  it('is in the body of the POST and nowhere else after a success', async () => {
    worker.use(answer(200, connected));
    expect(await leaks(press('connected'))).to.deep.equal([]);
    const [request] = worker.requests;
    expect(((await request!.json()) as { credentials: unknown }).credentials).to.deep.equal({ token: TOKEN });
  });

  it('is gone from the field as well after a success', async () => {
    worker.use(answer(204));
    let input: HTMLInputElement | undefined;
    await leaks((el) => {
      input = field(el);
      return press('connected')(el);
    });
    expect(input!.value).to.equal('');
  });

  for (const [name, handler] of [
    ['a refusal', problem('invalid-token')],
    ['a server error', answer(500)],
    ['a failed connection', http.post(`*${ENDPOINT}`, () => HttpResponse.error())],
    ['too many attempts', answer(429, {}, { 'retry-after': '60' })],
    ['a problem that repeats it', problem('invalid-token', 422, `The token ${TOKEN} is bad`)],
    ['a garbled answer that repeats it', http.post(`*${ENDPOINT}`, () => HttpResponse.text(`<p>${TOKEN}`))],
    ['a connection of the wrong form that repeats it', answer(200, { accounts: TOKEN, state: TOKEN })],
    ['a 202 that leads elsewhere', answer(202, undefined, { location: `https://evil.example/?${TOKEN}` })],
  ] as const) {
    it(`stays in the field alone after ${name}`, async () => {
      worker.use(handler);
      let value: string | undefined;
      const places = await leaks(async (el) => {
        await press('failed')(el);
        value = field(el).value;
      });
      expect(places).to.deep.equal([]);
      expect(value).to.equal(TOKEN);
    });
  }

  it('does not come back on screen or in events from an endpoint that echoes it', async () => {
    const echo = {
      id: TOKEN,
      broker: 't-invest',
      accounts: [{ id: TOKEN, name: `my ${TOKEN}` }],
      [TOKEN]: 1,
    };
    worker.use(answer(200, echo));
    expect(await leaks(press('connected'))).to.deep.equal([]);
  });

  it('is nowhere while the endpoint verifies, and after that', async () => {
    const location = `${ENDPOINT}/operations/1`;
    worker.use(
      answer(202, undefined, { location, 'retry-after': '0' }),
      http.get(`*${location}`, () => HttpResponse.json(connected)),
    );
    const verifying = async (el: PortfolioConnectElement) => {
      click(submitButton(el));
      await inState(el, 'connected');
    };
    expect(await leaks(verifying)).to.deep.equal([]);
    expect(worker.requests.map(({ method }) => method)).to.deep.equal(['POST', 'GET']);
  });

  it('is nowhere when connections are managed, and one is connected again', async () => {
    worker.use(answer(200, connected), listed(), deleted());
    const managed = async (el: PortfolioConnectElement) => {
      await until(() => allByRole(el, 'button', texts.ru.reconnect)[0]);
      click(allByRole(el, 'button', texts.ru.reconnect)[0]!);
      await drawn(el);
      fill(field(el), TOKEN);
      await press('connected')(el);
      await el.disconnect('c1');
      await el.refresh();
    };
    expect(await leaks(managed, 'manage')).to.deep.equal([]);
    expect(worker.requests.map(({ method }) => method))
      .to.include('DELETE')
      .and.include('GET');
    for (const request of worker.requests)
      if (request.method !== 'POST') expect(await request.text()).to.equal('');
  });

  it('is nowhere in mid-request, after «Отмена», and after a removal', async () => {
    worker.use(silence());
    const midRequest = async (el: PortfolioConnectElement) => {
      const before = worker.requests.length;
      click(submitButton(el));
      await until(() => worker.requests.length > before);
    };
    expect(await leaks(midRequest)).to.deep.equal([]);
    const cancelled = async (el: PortfolioConnectElement) => {
      await midRequest(el);
      click(byRole(el, 'button', texts.ru.cancel));
    };
    expect(await leaks(cancelled)).to.deep.equal([]);
    const removed = async (el: PortfolioConnectElement) => {
      await midRequest(el);
      el.remove();
    };
    expect(await leaks(removed)).to.deep.equal([]);
  });

  it('is nowhere when it is typed, pasted, shown and doubted, and nothing was sent', async () => {
    expect(
      await leaks(async (el) => {
        await openGuide(el);
        click(byRole(el, 'button', texts.ru.show));
        await drawn(el);
        fill(field(el), '');
        paste(field(el), `Bearer "${MARK}а${TOKEN}"`);
        await press('failed')(el);
      }),
    ).to.deep.equal([]);
    expect(worker.requests).to.have.length(0);
  });

  it('is nowhere when the page’s own headers or endpoint are at fault', async () => {
    expect(
      await leaks((el) => {
        el.headers = () => {
          throw new Error('no');
        };
        return press('failed')(el);
      }),
    ).to.deep.equal([]);
    expect(await leaks(press('failed'), 'endpoint="http://example.com/"')).to.deep.equal([]);
  });
});

describe('this search', () => {
  /** Plants the token somewhere and says where it is found. */
  const planted = (plant: (el: PortfolioConnectElement) => (() => void) | undefined) =>
    leaks(async (el) => {
      const undo = plant(el);
      await settled();
      undos.push(undo);
    });
  const undos: Array<(() => void) | undefined> = [];
  afterEach(() => {
    for (const undo of undos.splice(0)) undo?.();
  });

  const plants: Record<string, (el: PortfolioConnectElement) => (() => void) | undefined> = {
    markup: (el) => {
      el.setAttribute('data-x', TOKEN);
      return undefined;
    },
    element: (el) => {
      field(el).setAttribute('value', TOKEN);
      return undefined;
    },
    properties: (el) => void Object.assign(el, { leaked: { deep: [TOKEN] } }),
    events: (el) =>
      void el.dispatchEvent(new CustomEvent('pc-error', { detail: { error: new Error(TOKEN) } })),
    'performance entries': () => {
      performance.mark(TOKEN);
      return () => performance.clearMarks();
    },
    'address and history': () => {
      history.replaceState({ TOKEN }, '');
      return () => history.replaceState(null, '');
    },
    localStorage: () => {
      localStorage.setItem('x', TOKEN);
      return () => localStorage.removeItem('x');
    },
    sessionStorage: () => {
      sessionStorage.setItem(TOKEN, 'x');
      return () => sessionStorage.removeItem(TOKEN);
    },
    cookies: () => {
      document.cookie = `x=${TOKEN}`;
      return () => (document.cookie = 'x=; max-age=0');
    },
    globals: () => {
      Object.assign(window, { leaked: TOKEN });
      return () => Reflect.deleteProperty(window, 'leaked');
    },
    console: () => {
      console.warn('x', TOKEN);
      return undefined;
    },
  };
  for (const [place, plant] of Object.entries(plants)) {
    it(`finds what is planted: ${place}`, async () => {
      expect(await planted(plant)).to.include(place);
    });
  }

  it('finds what is planted: requests', async () => {
    worker.use(answer(204));
    const places = await leaks((el) => {
      el.endpoint = `${ENDPOINT}?token=${TOKEN}`;
      el.headers = { 'x-leak': TOKEN };
      return press('connected')(el);
    });
    expect(places).to.include('requested addresses').and.to.include('request headers');
  });

  it('finds what is planted: a rejection', async () => {
    const el = await block();
    expect(textOf(Object.assign(new Error('x'), { cause: { why: new Error(TOKEN) } }))).to.include(MARK);
    expect(markupOf(el)).to.not.include(MARK);
  });
});
