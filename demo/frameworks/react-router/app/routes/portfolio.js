import { handle } from '../portfolio.server.js';

export const loader = ({ request }) => handle(request);
export const action = ({ request }) => handle(request);
