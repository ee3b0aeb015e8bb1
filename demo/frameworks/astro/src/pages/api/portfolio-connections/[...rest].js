import { handle } from '../../../portfolio.js';

export const prerender = false;
export const ALL = ({ request }) => handle(request);
