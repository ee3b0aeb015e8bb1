/**
 * MSW's service worker as the endpoint, the same for every test file:
 *
 *     const worker = useWorker(http.post('/api/connections', () => new HttpResponse(null, { status: 204 })));
 *     it('…', async () => { worker.use(http.post(…)); …; expect(worker.requests).to.have.length(1); });
 *
 * Handlers given to `use` last for one test, so a test that gives a request up waits until it is in
 * `requests` first: one that arrives later would be the next test's. A request to `/api/**` without a
 * handler fails the file; anything else (the modules of the page itself) goes to the development server.
 */
import { setupWorker } from 'msw/browser';
import type { RequestHandler } from 'msw';

/** The endpoint of one test file. */
export interface TestWorker {
  /** Adds handlers for the current test; the newest answers first. */
  use(...handlers: RequestHandler[]): void;
  /** Copies of the `/api/**` requests of the current test, in order; their bodies can be read. */
  readonly requests: readonly Request[];
}

/** Call once per file, at its top or in its outermost `describe`. */
export function useWorker(...handlers: RequestHandler[]): TestWorker {
  const msw = setupWorker(...handlers);
  let requests: Request[] = [];
  let unhandled: string[] = [];

  before(async () => {
    await msw.start({
      quiet: true,
      onUnhandledRequest(request) {
        if (isEndpoint(request)) unhandled.push(`${request.method} ${request.url}`);
      },
    });
    msw.events.on('request:start', ({ request }) => {
      if (isEndpoint(request)) requests.push(request.clone());
    });
  });

  beforeEach(() => {
    requests = [];
    unhandled = [];
  });

  afterEach(function () {
    msw.resetHandlers();
    const [first] = unhandled;
    // Mocha gives up the file when a hook throws: a forgotten handler is a fault of the file.
    if (first !== undefined)
      throw new Error(`${this.currentTest?.title ?? ''}: no handler answered ${first}`);
  });

  after(() => {
    msw.stop();
  });

  return {
    use: (...more) => {
      msw.use(...more);
    },
    get requests() {
      return requests;
    },
  };
}

function isEndpoint(request: Request): boolean {
  return new URL(request.url).pathname.startsWith('/api/');
}
