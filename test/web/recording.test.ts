/** A session recorder with its defaults, which records text fields and shadow roots, learns nothing of a token. */
import { expect } from '@open-wc/testing';
import { record } from 'rrweb';
import {
  type Driver,
  answer,
  click,
  connected,
  mount,
  open,
  ownBroker,
  paste,
  problem,
  settled,
  texts,
  TOKEN,
  type as typeKeys,
  until,
  useWorker,
} from '../support/driver.js';

const { ru } = texts;
const worker = useWorker(answer(200, connected));

/** Records all that `act` does, and what a recorder that starts afterwards finds. */
async function recorded(act: () => Promise<unknown>): Promise<string> {
  const events: unknown[] = [];
  const begin = () => record({ emit: (event) => void events.push(event) });
  const stop = begin();
  await act();
  await settled();
  stop!();
  // One that starts later sees what is there by then.
  begin()!();
  return JSON.stringify(events);
}

/** Anything of the token that is long enough to be no coincidence. */
const pieces = Array.from({ length: TOKEN.length - 8 }, (_, at) => TOKEN.slice(at, at + 8));
const leaked = (recording: string) => pieces.filter((piece) => recording.includes(piece));

async function typed(pc: Driver): Promise<void> {
  pc.field().focus();
  await typeKeys(TOKEN);
  await until(() => pc.field().value === TOKEN);
}

const acts: Record<string, () => Promise<unknown>> = {
  'is pasted': async () => paste((await open()).field(), TOKEN),
  'is typed': async () => typed(await open()),
  'is shown': async () => {
    const pc = await open();
    paste(pc.field(), TOKEN);
    click(pc.byRole('button', ru.show));
    await until(() => pc.byRole('button', ru.hide));
    pc.field().value = '';
    await typed(pc);
    expect(pc.byRole('button', ru.hide), 'still shown').to.exist;
  },
  'is refused': async () => {
    worker.use(problem('invalid-token'));
    const pc = await open();
    pc.submit(TOKEN);
    await pc.inState('failed');
  },
  'is accepted': async () => {
    const pc = await open();
    pc.submit(TOKEN);
    await pc.inState('connected');
  },
  'is found odd': async () => {
    const pc = await open();
    paste(pc.field(), `${TOKEN}.`);
    click(pc.submitButton());
    await pc.inState('failed');
  },
  'comes back with its broker': async () => {
    const pc = await open('', { brokers: ['t-invest', ownBroker] });
    const [first, second] = pc.allByRole('radio');
    click(first!);
    await until(() => pc.queryByRole('textbox'));
    paste(pc.field(), TOKEN);
    click(second!);
    await pc.drawn();
    click(first!);
    await until(() => pc.field().value === TOKEN);
  },
};

describe('what a recorder learns of a token', () => {
  for (const [name, act] of Object.entries(acts)) {
    it(`that ${name}: nothing`, async () => {
      expect(leaked(await recorded(act))).to.deep.equal([]);
    });
  }

  it('and of one in a plain field, recorded the same way: all of it', async () => {
    const recording = await recorded(async () => {
      const host = mount('<div></div>');
      host.attachShadow({ mode: 'open' }).innerHTML = '<input style="-webkit-text-security: disc">';
      const input = host.shadowRoot!.querySelector('input')!;
      paste(input, TOKEN);
      await settled();
    });
    expect(leaked(recording)).to.not.be.empty;
  });
});

describe('what other recorders are documented to heed', () => {
  /** By recorder; docs/pages.md names the sources. */
  const marks: Record<string, string> = {
    rrweb: '.rr-block[data-rr-is-password]',
    'Yandex Metrica': '.ym-disable-keys',
    'Microsoft Clarity': '[data-clarity-mask=true]',
    Hotjar: '[data-hj-suppress]',
    FullStory: '.fs-exclude',
    LogRocket: '[data-private]',
    Sentry: '.sentry-block',
    PostHog: '.ph-no-capture',
  };

  it('is on every field, masked, shown or not secret: a secret may be pasted into the wrong one', async () => {
    const pc = await open('broker="own-broker"', { brokers: [ownBroker] });
    const missing = (name: RegExp) =>
      Object.keys(marks).filter((recorder) => !pc.field(name).matches(marks[recorder]!));
    expect(missing(/Ключ/)).to.deep.equal([]);
    expect(missing(/Логин/)).to.deep.equal([]);
    click(pc.byRole('button', ru.show));
    await until(() => pc.byRole('button', ru.hide));
    expect(missing(/Ключ/)).to.deep.equal([]);
  });
});
