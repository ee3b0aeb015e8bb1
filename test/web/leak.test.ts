/**
 * A marked token goes through every kind of attempt; then everything that others could read is searched for it. Only the
 * field and the body of the POST may have it.
 */
import { expect } from '@open-wc/testing';
import { http, HttpResponse } from 'msw';
import type { PortfolioConnectElement } from '../../src/index.js';
import {
  answer,
  click,
  connected,
  deleted,
  type Driver,
  ENDPOINT,
  fill,
  listed,
  open,
  paste,
  problem,
  settled,
  silence,
  texts,
  until,
  useWorker,
  watchTrouble,
} from '../support/driver.js';
import { markupOf, places, textOf } from '../support/leaks.js';

const worker = useWorker();

const MARK = 'MaRkEdSeCrEt';
const TOKEN = `t.${MARK}${'x'.repeat(74)}`;

const found = (all: Record<string, string>) =>
  Object.entries(all).flatMap(([place, text]) => (text.includes(MARK) ? [place] : []));

/** Fills, acts, and searches; gives the names of the places that have the token. */
async function leaks(act: (pc: Driver) => Promise<unknown>, attributes = ''): Promise<string[]> {
  const trouble = watchTrouble();
  const pc = await open(attributes);
  const events = pc.record('pc-*', 'input', 'change', 'submit', 'click');
  const rejections: unknown[] = [];
  const { connect } = pc.element;
  pc.element.connect = () => {
    const promise = connect.call(pc.element);
    promise.catch((error: unknown) => rejections.push(error));
    return promise;
  };
  fill(pc.field(), TOKEN);
  await act(pc);
  await pc.drawn();
  await settled();
  const all = await places(
    pc.element,
    worker.requests,
    events.filter(({ type }) => type.startsWith('pc-')),
    [...trouble.console, ...trouble.unhandled, ...rejections.map((error) => textOf(error))],
  );
  return found(all);
}

const press = (state: PortfolioConnectElement['state']) => async (pc: Driver) => {
  click(pc.submitButton());
  await pc.inState(state);
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
    await leaks((pc) => {
      input = pc.field();
      return press('connected')(pc);
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
      const places = await leaks(async (pc) => {
        await press('failed')(pc);
        value = pc.field().value;
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
    const verifying = async (pc: Driver) => {
      click(pc.submitButton());
      await pc.inState('connected');
    };
    expect(await leaks(verifying)).to.deep.equal([]);
    expect(worker.requests.map(({ method }) => method)).to.deep.equal(['POST', 'GET']);
  });

  it('is nowhere when connections are managed, and one is connected again', async () => {
    worker.use(answer(200, connected), listed(), deleted());
    const managed = async (pc: Driver) => {
      await until(() => pc.allByRole('button', texts.ru.reconnect)[0]);
      click(pc.allByRole('button', texts.ru.reconnect)[0]!);
      await pc.drawn();
      fill(pc.field(), TOKEN);
      await press('connected')(pc);
      await pc.element.disconnect('c1');
      await pc.element.refresh();
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
    const midRequest = async (pc: Driver) => {
      const before = worker.requests.length;
      click(pc.submitButton());
      await until(() => worker.requests.length > before);
    };
    expect(await leaks(midRequest)).to.deep.equal([]);
    const cancelled = async (pc: Driver) => {
      await midRequest(pc);
      click(pc.byRole('button', texts.ru.cancel));
    };
    expect(await leaks(cancelled)).to.deep.equal([]);
    const removed = async (pc: Driver) => {
      await midRequest(pc);
      pc.element.remove();
    };
    expect(await leaks(removed)).to.deep.equal([]);
  });

  it('is nowhere when it is typed, pasted, shown and doubted, and nothing was sent', async () => {
    expect(
      await leaks(async (pc) => {
        await pc.openGuide();
        click(pc.byRole('button', texts.ru.show));
        await pc.drawn();
        fill(pc.field(), '');
        paste(pc.field(), `Bearer "${MARK}а${TOKEN}"`);
        await press('failed')(pc);
      }),
    ).to.deep.equal([]);
    expect(worker.requests).to.have.length(0);
  });

  it('is nowhere when the page’s own headers are at fault', async () => {
    expect(
      await leaks((pc) => {
        pc.element.headers = () => {
          throw new Error('no');
        };
        return press('failed')(pc);
      }),
    ).to.deep.equal([]);
  });
});

describe('this search', () => {
  /** Plants the token somewhere and says where it is found. */
  const planted = (plant: (pc: Driver) => (() => void) | undefined) =>
    leaks(async (pc) => {
      const undo = plant(pc);
      await settled();
      undos.push(undo);
    });
  const undos: Array<(() => void) | undefined> = [];
  afterEach(() => {
    for (const undo of undos.splice(0)) undo?.();
  });

  const plants: Record<string, (pc: Driver) => (() => void) | undefined> = {
    markup: (pc) => {
      pc.element.setAttribute('data-x', TOKEN);
      return undefined;
    },
    element: (pc) => {
      pc.field().setAttribute('value', TOKEN);
      return undefined;
    },
    properties: (pc) => void Object.assign(pc.element, { leaked: { deep: [TOKEN] } }),
    events: (pc) =>
      void pc.element.dispatchEvent(new CustomEvent('pc-error', { detail: { error: new Error(TOKEN) } })),
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
    const places = await leaks((pc) => {
      pc.element.endpoint = `${ENDPOINT}?token=${TOKEN}`;
      pc.element.headers = { 'x-leak': TOKEN };
      return press('connected')(pc);
    });
    expect(places).to.include('requested addresses').and.to.include('request headers');
  });

  it('finds what is planted: a rejection', async () => {
    const pc = await open();
    expect(textOf(Object.assign(new Error('x'), { cause: { why: new Error(TOKEN) } }))).to.include(MARK);
    expect(markupOf(pc.element)).to.not.include(MARK);
  });
});
