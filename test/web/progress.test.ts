/** `pc-progress`: where people get by on the way, in words of a closed list. */
import { expect } from '@open-wc/testing';
import { http, HttpResponse } from 'msw';
import { type GuideStep, PcProgressEvent } from '../../src/index.js';
import { managed } from '../support/connections.js';
import {
  answer,
  click,
  connected,
  connections,
  type Driver,
  ENDPOINT,
  fill,
  open,
  ownBroker,
  paste,
  record,
  settled,
  texts,
  TOKEN,
  until,
  useWorker,
} from '../support/driver.js';
import { box, long } from '../support/selector.js';

const { ru } = texts;
useWorker(
  answer(200, connected),
  http.get(`*${ENDPOINT}`, () => HttpResponse.json({ connections })),
);

/** The steps that the page hears of, as they come. Each detail holds its step and nothing else. */
function steps(target: EventTarget): () => string[] {
  const heard = record<PcProgressEvent>(target, 'pc-progress');
  return () =>
    heard.map((event) => {
      expect(event).to.be.an.instanceof(PcProgressEvent);
      expect(event.target).to.have.property('localName', 'portfolio-connect');
      expect(Object.keys(event.detail)).to.deep.equal(['step']);
      return event.detail.step;
    });
}
const stopped = (pc: Driver) => pc.inState('failed');

it('the guide, and the link in it, by the left and the middle button', async () => {
  const pc = await open();
  const heard = steps(document);
  await pc.openGuide();
  expect(heard()).to.deep.equal(['guide-opened']);
  const [link] = pc.allByRole('link');
  // Nobody leaves this page.
  link!.addEventListener('click', (event) => event.preventDefault());
  link!.click();
  for (const button of [1, 2]) link!.dispatchEvent(new MouseEvent('auxclick', { button, bubbles: true }));
  expect(heard()).to.deep.equal(['guide-opened', 'link-followed', 'link-followed']);
});

it('a guide that could not be loaded', async () => {
  const guide = () => Promise.reject(new Error('offline'));
  const pc = await open('', { brokers: [{ ...ownBroker, guide }] });
  const heard = steps(pc.element);
  click(pc.byRole('button', ru.guide));
  await until(() => heard().length > 0);
  expect(heard()).to.deep.equal(['chunk-failed']);
});

it('a warning, once, and that it was overruled', async () => {
  const pc = await open();
  const heard = steps(pc.element);
  paste(pc.field(), TOKEN.slice(0, 30));
  click(pc.submitButton());
  await stopped(pc);
  expect(heard()).to.deep.equal(['warning-shown']);
  click(pc.submitButton());
  await pc.inState('connected');
  expect(heard()).to.deep.equal(['warning-shown', 'warning-overruled']);
});

it('nothing is overruled where nothing is sent', async () => {
  const [token, secret] = ownBroker.fields;
  const fields = [{ ...token!, prefix: 't.' }, secret!];
  const pc = await open('', { brokers: [{ ...ownBroker, fields }] });
  const heard = steps(pc.element);
  fill(pc.allByRole<HTMLInputElement>('textbox')[0]!, 'x.odd');
  for (let press = 0; press < 3; press++) {
    click(pc.submitButton());
    await stopped(pc);
    await pc.drawn();
  }
  expect(heard()).to.deep.equal(['warning-shown']);
});

it('nothing of a guide that was closed before it came', async () => {
  const coming: Array<(steps: readonly GuideStep[]) => void> = [];
  const guide = () => new Promise<readonly GuideStep[]>((resolve) => coming.push(resolve));
  const pc = await open('', { brokers: [{ ...ownBroker, guide }] });
  const heard = steps(pc.element);
  const disclosure = pc.byRole('button', ru.guide);
  click(disclosure);
  await until(() => coming.length === 1);
  click(disclosure);
  coming[0]!([{ text: 'Step' }]);
  await pc.drawn();
  await settled();
  expect(heard()).to.be.empty;
  click(disclosure);
  await until(() => coming.length === 2);
  coming[1]!([{ text: 'Step' }]);
  await until(() => heard().length > 0);
  expect(heard()).to.deep.equal(['guide-opened']);
});

it('nothing of an empty field, of a token that is whole, and of what is corrected', async () => {
  const pc = await open();
  const heard = steps(pc.element);
  click(pc.submitButton());
  await stopped(pc);
  expect(heard()).to.be.empty;
  fill(pc.field(), TOKEN.slice(0, 30));
  click(pc.submitButton());
  await until(() => heard().length > 0);
  pc.submit();
  await pc.inState('connected');
  expect(heard()).to.deep.equal(['warning-shown']);
});

it('a search, once until it is emptied', async () => {
  const pc = await long();
  const heard = steps(pc.element);
  const search = (text: string) => fill(box(pc), text);
  for (const text of ['t', 'ti', '', 't']) search(text);
  expect(heard()).to.deep.equal(['search-used', 'search-used']);
});

it('the list of connections, each time that it is loaded', async () => {
  const heard = steps(document);
  const pc = await managed();
  await until(() => heard().length > 0);
  await pc.element.refresh();
  expect(heard()).to.deep.equal(['list-loaded', 'list-loaded']);
});
