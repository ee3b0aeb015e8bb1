/**
 * The part of libsql that the store uses; its interface is that of better-sqlite3. Its own types need those of Node, with
 * which code would compile that does not run elsewhere.
 */
declare module 'libsql' {
  export interface Statement {
    run(...values: unknown[]): { changes: number };
    get(...values: unknown[]): unknown;
    all(...values: unknown[]): unknown[];
  }

  export interface Driver {
    prepare(sql: string): Statement;
    exec(sql: string): void;
    close(): void;
  }

  /** `timeout`: how long to wait for another process that writes, ms. */
  export type DriverClass = new (path: string, options: { timeout: number }) => Driver;

  const driver: DriverClass;
  export default driver;
}
