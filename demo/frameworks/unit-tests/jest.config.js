export default {
  testEnvironment: 'jsdom',
  // These packages are ES modules, which Jest turns into what it can load.
  transformIgnorePatterns: ['/node_modules/(?!(portfolio-connect|lit|lit-html|lit-element|@lit|zod)/)'],
};
