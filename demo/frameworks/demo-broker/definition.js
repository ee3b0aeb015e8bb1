/** A broker of the page's own, beside the built-in one. */
export const demoBroker = {
  id: 'demo',
  name: 'Демо-брокер',
  fields: [{ name: 'token', label: 'Токен Демо-брокера' }],
};
