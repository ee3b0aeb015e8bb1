export default {
  testEnvironment: 'jsdom',
  // Compile these packages, too: they are ES modules.
  transformIgnorePatterns: [
    '/node_modules/(?!(\\.pnpm|portfolio-connect|lit|lit-html|lit-element|@lit|zod)/)',
  ],
};
