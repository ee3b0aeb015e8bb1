/** The stores that the endpoint kit's suite runs against. */
import { createMemoryStore } from '../../src/server/stores/memory.ts';

export const openStores = () => [{ name: 'memory', open: () => createMemoryStore(), skip: false }];
