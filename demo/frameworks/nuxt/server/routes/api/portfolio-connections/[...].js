import { defineEventHandler, toWebRequest } from 'h3';
import { handle } from '../../../utils/portfolio.js';

export default defineEventHandler((event) => handle(toWebRequest(event)));
