/** What a request is about: all connections, one of them, or an attempt that was answered with 202. */
export type Route =
  | { readonly name: 'connections' }
  | { readonly name: 'connection'; readonly id: string }
  | { readonly name: 'attempt'; readonly id: string };

/** The methods that each kind of route has. */
export const methodsOf: Readonly<Record<Route['name'], readonly string[]>> = {
  connections: ['GET', 'POST'],
  connection: ['DELETE'],
  attempt: ['GET'],
};

const connections: Route = { name: 'connections' };

/** The end of a path that is about one connection, or one attempt. */
const item = /\/([\w-]{1,64})(\/status)?$/;

/** @param base - The endpoint's own path, without a slash at its end; undefined where it is not known. */
export function routeOf(pathname: string, method: string, base: string | undefined): Route | undefined {
  const path = pathname.replace(/\/+$/, '');
  return base === undefined ? routeByMethod(path, method) : routeBelow(path, base);
}

function routeBelow(path: string, base: string): Route | undefined {
  if (path === base) return connections;
  const below = path.startsWith(base) ? path.slice(base.length) : '';
  const [whole, id, status] = item.exec(below) ?? [];
  if (id === undefined || whole !== below) return undefined;
  return { name: status ? 'attempt' : 'connection', id };
}

/** The last segments of a path may be the endpoint's own: the method tells whether they are an id. */
function routeByMethod(path: string, method: string): Route | undefined {
  const [, id = '', status] = (method !== 'POST' && item.exec(path)) || [];
  if (method === 'DELETE') return status ? undefined : { name: 'connection', id };
  return status && method === 'GET' ? { name: 'attempt', id } : connections;
}
