import js from '@eslint/js';
import { defineConfig, globalIgnores } from 'eslint/config';
import { configs as lit } from 'eslint-plugin-lit';
import { configs as wc } from 'eslint-plugin-wc';
import ts from 'typescript-eslint';

const NODE = Object.fromEntries(
  [
    ...[
      'AbortController',
      'AbortSignal',
      'Blob',
      'atob',
      'btoa',
      'Buffer',
      'FormData',
      'Headers',
      'ReadableStream',
      'Request',
      'Response',
      'TextDecoder',
    ],
    ...[
      'TextEncoder',
      'URL',
      'URLSearchParams',
      'clearInterval',
      'clearTimeout',
      'console',
      'crypto',
      'fetch',
    ],
    ...[
      'performance',
      'process',
      'queueMicrotask',
      'setImmediate',
      'setInterval',
      'setTimeout',
      'structuredClone',
    ],
  ].map((name) => [name, 'readonly']),
);

const BROWSER = Object.fromEntries(
  [
    'CSS',
    'CustomEvent',
    'Event',
    'HTMLElement',
    'InputEvent',
    'MessageChannel',
    'Option',
    'addEventListener',
    'customElements',
    'document',
    'getComputedStyle',
    'history',
    'innerWidth',
    'localStorage',
    'location',
    'matchMedia',
    'navigator',
    'requestAnimationFrame',
    'requestIdleCallback',
    'window',
  ].map((name) => [name, 'readonly']),
);

export default defineConfig(
  globalIgnores([
    'dist/',
    'dist-demo/',
    'docs/api/',
    'coverage/',
    '.cache/',
    'demo/public/mockServiceWorker.js',
    // Compiled against what is built, and half of it is wrong on purpose.
    'test/types/',
  ]),
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  js.configs.recommended,
  {
    // Tooling and the demo's server: plain JavaScript in Node.
    files: ['**/*.{js,mjs}'],
    languageOptions: { globals: NODE },
    rules: {
      'no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
      eqeqeq: 'error',
      'prefer-const': 'error',
    },
  },
  {
    // Scripts that run in a page; an end-to-end test hands functions to the page as well.
    files: [
      'demo/**/*.{js,mjs}',
      'test/e2e/**/*.mjs',
      'test/pages/**/*.mjs',
      'test/frameworks/**/*.mjs',
      'test/node/**/*.mjs',
      'test/look.mjs',
      'test/bench/**/*.{js,mjs}',
      'test/support/cdn-site.mjs',
      'test/support/page-site.mjs',
    ],
    languageOptions: { globals: BROWSER },
  },
  {
    files: ['demo/frameworks/unit-tests/test/**'],
    languageOptions: { globals: { test: 'readonly', expect: 'readonly' } },
  },
  {
    files: ['**/*.ts'],
    extends: [ts.configs.strict, ts.configs.stylistic],
    rules: {
      eqeqeq: 'error',
      // `readonly T[]` and `Array<…>` of a long type read equally well.
      '@typescript-eslint/array-type': ['error', { default: 'array-simple' }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
    },
  },
  {
    // Rules that know the types. One program, that of the tests, holds src as well.
    files: ['src/**/*.ts', 'test/**/*.ts'],
    extends: [ts.configs.strictTypeCheckedOnly],
    languageOptions: {
      parserOptions: {
        project: ['./tsconfig.test.json', './tsconfig.cli.json'],
        tsconfigRootDir: import.meta.dirname,
      },
    },
    rules: {
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      // Strings here are tokens and labels, without emoji.
      '@typescript-eslint/no-misused-spread': ['error', { allow: ['string'] }],
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
    },
  },
  {
    files: ['src/**/*.ts', 'test/**/*.ts', 'demo/**/*.ts'],
    extends: [lit['flat/recommended'], wc['flat/recommended']],
    rules: {
      'lit/no-useless-template-literals': 'error',
      'lit/no-template-arrow': 'off',
    },
  },
  {
    files: ['src/**/*.ts'],
    rules: {
      'no-console': 'error',
      // `!` marks what holds by construction: a check that cannot fail would cost bytes on every page.
      '@typescript-eslint/no-non-null-assertion': 'off',
    },
  },
  {
    files: ['src/**/*.ts'],
    rules: {
      'max-lines': ['error', { max: 300 }],
      'max-lines-per-function': ['error', { max: 60 }],
    },
  },
  {
    // Its class has a doc comment for each of attributes, events, parts and custom properties.
    files: ['src/element/portfolio-connect.ts'],
    rules: { 'max-lines': ['error', { max: 300, skipComments: true }] },
  },
  {
    files: ['test/**/*.ts'],
    rules: {
      // @open-wc/testing gives Chai's `equal` the type of a promise, which it is not.
      '@typescript-eslint/no-floating-promises': [
        'error',
        {
          allowForKnownSafeCalls: [{ from: 'package', package: '@open-wc/semantic-dom-diff', name: 'Equal' }],
        },
      ],
      // Tests that replace a function of the browser's keep the real one; those need no `this`.
      '@typescript-eslint/unbound-method': 'off',
      // Chai's assertions are property reads.
      '@typescript-eslint/no-unused-expressions': 'off',
      '@typescript-eslint/no-non-null-assertion': 'off',
      // `byRole<HTMLInputElement>(…)`, `mount<PortfolioConnectElement>(…)`: the caller knows the type.
      '@typescript-eslint/no-unnecessary-type-parameters': 'off',
      // Elements that tests define on the fly.
      'wc/guard-super-call': 'off',
      'wc/define-tag-after-class-definition': 'off',
    },
  },
);
