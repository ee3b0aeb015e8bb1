/** Characters: databases index it. */
const longestUser = 512;

/**
 * The id of a user, as it was given. Anything else would be one user for everybody, or another one on each store: `true`, an
 * object, a number that is `42` here and `42.0` there, texts that a database cannot tell from one another.
 *
 * @param giver - Named in the error.
 * @throws TypeError where it is no text of 1 to 512 characters that can be written as UTF-8.
 */
export function userOf(given: unknown, giver: string): string {
  const isText = typeof given === 'string';
  if (isText && given !== '' && given.length <= longestUser && !/\p{Surrogate}|\0/u.test(given)) return given;
  const what = isText ? 'a text that cannot be one' : given === null ? 'null' : typeof given;
  throw new TypeError(`${giver} the id of a user, a text of 1 to ${longestUser} characters; it was ${what}`);
}

/** @throws TypeError, at a store: jobs of the host's call it, too. */
export const checkUser = (user: unknown): string => userOf(user, 'a store must be given');
