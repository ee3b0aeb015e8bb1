import { demoBroker } from '/packages/demo-broker/definition.js';

const csrfToken = () => document.querySelector('meta[name=csrf-token]').content;
const tell = (line) =>
  document.querySelector('ol').append(Object.assign(document.createElement('li'), { textContent: line }));

// With the first page, and whenever Turbo has put another in its place.
document.addEventListener('turbo:load', () => {
  for (const block of document.querySelectorAll('portfolio-connect')) {
    block.manage = true;
    block.brokers = ['t-invest', demoBroker];
    block.headers = async () => ({ 'x-csrf-token': csrfToken() });
    block.messages = { heading: 'Мой портфель' };
  }
});
document.addEventListener('pc-connect', ({ detail }) => tell(`connected ${detail.connection.broker}`));
document.addEventListener('pc-error', ({ detail }) => tell(`failed ${detail.error.code}`));
document.addEventListener('pc-disconnect', ({ detail }) => tell(`disconnected ${detail.broker}`));
