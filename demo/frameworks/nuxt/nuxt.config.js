import { defineNuxtConfig } from 'nuxt/config';

export default defineNuxtConfig({
  compatibilityDate: '2026-01-01',
  telemetry: false,
  vue: { compilerOptions: { isCustomElement: (tag) => tag === 'portfolio-connect' } },
  app: {
    head: {
      title: 'Профиль',
      htmlAttrs: { lang: 'ru' },
      meta: [{ name: 'csrf-token', content: 'demo' }],
      link: [{ rel: 'icon', href: 'data:,' }],
    },
  },
});
