/** Bytes that are nobody else's: what TypeScript has called `Uint8Array<ArrayBuffer>` since 5.7, and had no name for before. */
export type Bytes = ReturnType<typeof Uint8Array.from>;
