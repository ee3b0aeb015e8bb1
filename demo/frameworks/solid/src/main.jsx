import { render } from 'solid-js/web';
import { Profile } from './Profile.jsx';

const define = () => import('portfolio-connect/define');
// Best before the first render. With `?late` this page waits, to show that it does no harm.
if (location.search === '?late') globalThis.define = define;
else await define();

render(() => <Profile />, document.querySelector('#app'));
