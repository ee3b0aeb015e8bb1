/**
 * Finds things by any of their names, in whichever script, spelling or keyboard layout they were typed: «тиньк», "tink",
 * «т-банк», "tbank", and "nbymrjaa", which is «тинькофф» typed with the Latin layout on.
 */

const cyrillic = 'абвгдежзийклмнопрстуфхцчшщъыьэюяіўґєїқңғүұһөә';
/** Most of them as ISO 9 simplified for names has them; a letter that says nothing by itself is left out. */
const latin =
  'a b v g d e zh z i i k l m n o p r s t u f kh ts ch sh sch  y  e yu ya i u g ye i k n g u u h o a'.split(
    ' ',
  );

/** The keys of the Russian layout, in the order of the Latin one. */
const latinKeys = "`qwertyuiop[]asdfghjkl;'zxcvbnm,.";
const cyrillicKeys = 'ёйцукенгшщзхъфывапролджэячсмитьбю';

/** A text as it is compared: lower case, Latin, without accents, spaces and signs. */
export function plain(text: string): string {
  let result = '';
  // NFKD takes é, ё and й apart, and their marks are dropped with the other signs: a person in a hurry types е for ё.
  for (const character of text.toLowerCase().normalize('NFKD')) {
    const at = cyrillic.indexOf(character);
    result += at < 0 ? character : latin[at]!;
  }
  return result.replace(/[^\p{L}\p{N}]/gu, '');
}

const swapLayout = (text: string): string =>
  [...text.toLowerCase()].map((key) => cyrillicKeys[latinKeys.indexOf(key)] ?? key).join('');

/**
 * Prepares a search.
 *
 * @param items - What is searched, in the order of the page.
 * @param namesOf - Every name that one of them goes by.
 * @returns A function from a query to what it finds: first what begins with it, then what holds it; all where it is empty.
 */
export function searcher<Item>(
  items: readonly Item[],
  namesOf: (item: Item) => readonly string[],
): (query: string) => readonly Item[] {
  const known = items.map((item) => ({ item, names: namesOf(item).map(plain) }));
  const find = (query: string) => {
    const test = (matches: (name: string) => boolean) =>
      known.filter(({ names }) => names.some(matches)).map(({ item }) => item);
    const first = test((name) => name.startsWith(query));
    const rest = new Set(first);
    return [...first, ...test((name) => name.includes(query)).filter((item) => !rest.has(item))];
  };
  return (query) => {
    const wanted = plain(query);
    if (!wanted) return query.trim() ? [] : items;
    const found = find(wanted);
    return found.length ? found : find(plain(swapLayout(query)));
  };
}
