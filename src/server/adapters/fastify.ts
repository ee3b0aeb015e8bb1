/**
 * The endpoint kit as a plugin of Fastify. Needs the package `@hono/node-server`.
 *
 * @packageDocumentation
 */
import { getRequestListener } from '@hono/node-server';

/** What the plugin is registered with. */
export interface FastifyOptions {
  /** What `createConnectHandler` returned. */
  readonly handle: (request: Request) => Promise<Response>;
  /** Path of the endpoint, such as `/api/portfolio-connections`. */
  readonly path: string;
}

/** The part of a `FastifyRequest` that the plugin uses. */
export interface FastifyRequestPart {
  /** Node's own request. */
  readonly raw: object;
}

/** The part of a `FastifyReply` that the plugin uses. */
export interface FastifyReplyPart {
  /** Node's own response. */
  readonly raw: object;
  /** Leaves the answer to who called it. */
  hijack(): unknown;
}

/** The part of a `FastifyInstance` that the plugin uses. */
export interface FastifyScope {
  /** Of this scope, and no other. */
  removeAllContentTypeParsers(): unknown;
  /** Adds one. */
  addContentTypeParser(
    contentType: string,
    parser: (request: unknown, payload: unknown, done: (error: null) => void) => void,
  ): unknown;
  /** Adds a route for all methods. */
  all(path: string, handler: (request: FastifyRequestPart, reply: FastifyReplyPart) => unknown): unknown;
}

/**
 * Serves the endpoint: `app.register(portfolioConnect, { handle, path })`. Bodies are the kit's to read there, and your other routes keep
 * their parsers. Fastify's `onSend` hooks do not run for these answers.
 */
export function portfolioConnect(
  scope: FastifyScope,
  { handle, path }: FastifyOptions,
  done: () => void,
): void {
  type Listener = ReturnType<typeof getRequestListener>;
  const listener = getRequestListener(handle);
  scope.removeAllContentTypeParsers();
  scope.addContentTypeParser('*', (_request, _payload, parsed) => parsed(null));
  const base = path.replace(/\/$/, '');
  for (const address of [base, `${base}/*`]) {
    scope.all(address, (request, reply) => {
      reply.hijack();
      return listener(request.raw as Parameters<Listener>[0], reply.raw as Parameters<Listener>[1]);
    });
  }
  done();
}
