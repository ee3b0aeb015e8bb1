/** What an SQLite file needs of Node, Bun or Deno, where they have it. */
interface Runtime {
  readonly process?: { getBuiltinModule?(name: string): unknown };
  readonly Bun?: { gc(force: boolean): unknown };
}
interface FileSystem {
  openSync(path: string, flags: string, mode: number): number;
  closeSync(descriptor: number): void;
}
interface V8 {
  setFlagsFromString(flags: string): void;
}
interface Vm {
  runInNewContext(code: string): unknown;
}

const { process, Bun } = globalThis as Runtime;
const builtin = (name: string) => process?.getBuiltinModule?.(name);

/**
 * Makes a file that only its owner can read, where there is none: SQLite makes one that everybody can, and gives the files
 * beside it the same rights. One that is there is left as it is: closing it here would undo SQLite's locks on it.
 */
export function makePrivate(path: string): void {
  const files = builtin('node:fs') as FileSystem | undefined;
  try {
    files?.closeSync(files.openSync(path, 'wx', 0o600));
  } catch {
    // It is there already; or it cannot be made, which SQLite says in its own words.
  }
}

/**
 * libsql lets go of a file once the statements on it were collected as garbage. Where the runtime cannot be asked to do that, it
 * happens sooner or later by itself.
 */
export async function collectGarbage(): Promise<void> {
  try {
    if (Bun) Bun.gc(true);
    else {
      (builtin('node:v8') as V8 | undefined)?.setFlagsFromString('--expose-gc');
      const collect = (builtin('node:vm') as Vm | undefined)?.runInNewContext('gc') as
        (() => void) | undefined;
      collect?.();
    }
  } catch {
    // Not in this runtime.
  }
  // What was collected is finalised after that.
  await new Promise((resolve) => setTimeout(resolve));
}
