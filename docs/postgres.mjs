/** `npm run sql`: writes docs/postgres.sql, for who makes the tables by hand. A test compares the two. */
import { writeFileSync } from 'node:fs';
import { postgresSchema } from '../src/server/index.ts';

writeFileSync(new URL('postgres.sql', import.meta.url), postgresSchema());
