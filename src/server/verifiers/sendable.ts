/** One word that can stand in a header, and longer than any credential in use. */
const sendable = /^[!-~]{1,1024}$/;

/** Whether a credential can be sent at all. What cannot was never issued by a broker. */
export const isSendable = (value: unknown): value is string =>
  typeof value === 'string' && sendable.test(value);
