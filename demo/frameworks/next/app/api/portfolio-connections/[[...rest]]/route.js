import { handle } from '../../../../lib/portfolio.js';

export { handle as DELETE, handle as GET, handle as OPTIONS, handle as POST };
