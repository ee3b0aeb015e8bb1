/** What a fresh clone lacks. Imports Node's own modules only, since nothing else may be there yet. */
import { readFileSync } from 'node:fs';

/** Why `npm ci` is needed, or undefined. Compares what npm wrote down as installed with what the lock file wants. */
export function missingPackage() {
  const installed = packages('node_modules/.package-lock.json');
  if (!installed) return 'nothing is installed';
  const [path] =
    Object.entries(packages('package-lock.json') ?? {}).find(([at, { version, optional, link }]) => {
      if (at === '' || link || (optional && !installed[at])) return false;
      return installed[at]?.version !== version;
    }) ?? [];
  return path && `${path} is not the one of package-lock.json`;
}

function packages(path) {
  try {
    return JSON.parse(readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8')).packages;
  } catch {
    return undefined;
  }
}
