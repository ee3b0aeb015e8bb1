import { handle } from '../../../../lib/server/portfolio.js';

export const fallback = ({ request }) => handle(request);
