/**
 * How credentials are written in the body of a request. Firewalls that look for attacks in bodies take some tokens for SQL; in
 * base64 nothing looks like any. It is no protection: whoever sees it can read it.
 */
export type Encoding = 'base64';
