import 'portfolio-connect/define';
import { demoBroker } from 'demo-broker';

const [button, list, block] = ['button', 'ol', 'portfolio-connect'].map((name) =>
  document.querySelector(name),
);
const csrfToken = () => document.querySelector('meta[name=csrf-token]').content;
const tell = (line) => list.append(Object.assign(document.createElement('li'), { textContent: line }));

block.manage = true;
block.brokers = ['t-invest', demoBroker];
block.headers = async () => ({ 'x-csrf-token': csrfToken() });
block.messages = { heading: 'Мой портфель' };
block.addEventListener('pc-connect', ({ detail }) => tell(`connected ${detail.connection.broker}`));
block.addEventListener('pc-error', ({ detail }) => tell(`failed ${detail.error.code}`));
block.addEventListener('pc-disconnect', ({ detail }) => tell(`disconnected ${detail.broker}`));

button.addEventListener('click', () => (block.isConnected ? block.remove() : button.after(block)));
