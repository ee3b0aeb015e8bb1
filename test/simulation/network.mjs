/** What lies between the page and the site: it loses, doubles, delays and cuts what it carries. */
import { within } from '../../src/core/within.ts';
import { owners } from './world.mjs';

const usual = {
  request: 'arrives',
  answer: 'arrives',
  requestDelay: 3,
  answerDelay: 3,
  tellsDeparture: true,
};
const broken = () => new TypeError('fetch failed');

export class Network {
  #world;
  #site;
  #faults;
  #sent = 0;
  /** The bodies of what was asked to be connected, by key. */
  posts = new Map();

  constructor(world, site, faults) {
    this.#world = world;
    this.#site = site;
    this.#faults = faults;
  }

  heal() {
    this.#faults = [];
  }

  /** As the browser's. */
  fetch = async (address, { method = 'GET', headers, body, signal }) => {
    const number = this.#sent++;
    const fault = this.#faults[number] ?? usual;
    const key = headers.get('idempotency-key');
    if (method === 'POST') this.posts.set(key, body);
    signal.throwIfAborted();
    return await within(signal, this.#carry({ number, fault, address, method, headers, body, signal }));
  };

  async #carry({ number, fault, signal, ...request }) {
    const { method } = request;
    await this.#world.turn(`${method} ${number} ${fault.request}`, fault.requestDelay);
    if (fault.request === 'is lost') throw broken();
    if (fault.request === 'is doubled') {
      // Nobody waits for the answer to the second one, and it may come much later.
      void this.#world
        .turn(`${method} ${number} arrives once more`, fault.answerDelay)
        .then(() => this.#serve(number + 1, request))
        .catch(() => undefined);
    }
    const departure = new AbortController();
    const leave = () => departure.abort();
    if (fault.tellsDeparture) signal.addEventListener('abort', leave);
    if (signal.aborted) leave();
    const served = this.#serve(number, request, departure.signal).finally(() =>
      signal.removeEventListener('abort', leave),
    );
    if (fault.request === 'is cut') {
      served.catch(() => undefined);
      throw broken();
    }
    const response = await served;
    await this.#world.turn(`the answer to ${number} ${fault.answer}`, fault.answerDelay);
    if (fault.answer === 'is lost') throw broken();
    if (fault.answer === 'never comes') await new Promise(() => undefined);
    if (fault.answer === 'is cut') return new Response(cut(await response.text()), response);
    return response;
  }

  async #serve(number, { address, method, headers, body }, signal = new AbortController().signal) {
    const process = this.#site.process(number);
    if (!process) throw broken();
    const request = new Request(address, { method, headers, body, signal });
    const served = owners.run(process, () => process.handle(request));
    const response = await Promise.race([served, process.death]);
    const text = await response.text();
    this.#site.told.answers.push(text);
    return new Response(text || null, response);
  }
}

/** A body that breaks off in the middle. */
const cut = (text) =>
  new ReadableStream({
    start(controller) {
      controller.enqueue(new TextEncoder().encode(text.slice(0, text.length / 2)));
      controller.error(broken());
    },
  });
