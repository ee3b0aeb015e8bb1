/** That of package.json: test/node/package.test.mjs holds the two together. */
export const version = '0.1.0';
