import { mount } from 'svelte';
import Profile from './Profile.svelte';

const define = () => import('portfolio-connect/define');
// Best before the first render. With `?late` this page waits, to show that it does no harm.
if (location.search === '?late') globalThis.define = define;
else await define();

mount(Profile, { target: document.querySelector('#app') });
