/** For tests in TypeScript: what index.mjs has. */
export const simulators: ReadonlyArray<{
  readonly id: string;
  /** The paths that stand for the broker's hosts, by name. */
  readonly hosts: Readonly<Record<string, string>>;
  /** What a person would paste, by the part that it plays. */
  readonly credentials: Readonly<Record<string, Readonly<Record<string, string>>>>;
  handle(request: Request): Promise<Response>;
}>;
export function handle(request: Request): Promise<Response> | Response;
export function optionsFor(origin: string): Readonly<Record<string, Readonly<Record<string, string>>>>;
