import { createApp } from 'vue';
import Profile from './Profile.vue';

const define = () => import('portfolio-connect/define');
// Best before the first render. With `?late` this page waits, to show that it does no harm.
if (location.search === '?late') globalThis.define = define;
else await define();

createApp(Profile).mount('#app');
