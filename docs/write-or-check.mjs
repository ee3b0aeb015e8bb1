/** What the files have in common that `npm run openapi` and `npm run tables` write. */
import { readFileSync, writeFileSync } from 'node:fs';
import prettier from 'prettier';

/**
 * Writes a file, as Prettier has it. With `--check` it is left as it is, and the process fails where that is something else.
 *
 * @param {URL} file
 * @param {string} content
 * @param {string} command - What writes it.
 */
export async function writeOrCheck(file, content, command) {
  const options = await prettier.resolveConfig(file);
  const text = await prettier.format(content, { ...options, filepath: file.pathname });
  if (!process.argv.includes('--check')) writeFileSync(file, text);
  else if (readFileSync(file, 'utf8') !== text) {
    console.error(`${file.pathname.split('/').pop()} is not up to date: ${command}`);
    process.exitCode = 1;
  }
}
