/** What is asked for. */
export interface Route {
  /** Methods. */
  readonly allow: readonly string[];
  /** Of a connection or an attempt; empty where it is all of them. */
  readonly id: string;
  /** Whether an attempt is asked about. */
  readonly status: boolean;
}

const collection: Route = { allow: ['GET', 'POST'], id: '', status: false };

/** What a path stands for; without a base, as the method has it. */
export function routeOf(pathname: string, method: string, base: string | undefined): Route | undefined {
  if (base === undefined && method === 'POST') return collection;
  const path = pathname.replace(/\/+$/, '');
  if (path === base) return collection;
  const below = base === undefined || path.startsWith(`${base}/`);
  const [whole, id = '', status] = (below && /\/([\w-]{1,64})(\/status)?$/.exec(path)) || [];
  if (base === undefined) {
    if (method === 'DELETE') return status ? undefined : { allow: ['DELETE'], id, status: false };
    return status && method === 'GET' ? { allow: ['GET'], id, status: true } : collection;
  }
  if (whole === undefined || whole !== path.slice(base.length)) return undefined;
  return status ? { allow: ['GET'], id, status: true } : { allow: ['DELETE'], id, status: false };
}
