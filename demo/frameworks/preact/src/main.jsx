import 'portfolio-connect/define';
import { render } from 'preact';
import { Profile } from './Profile.jsx';

render(<Profile />, document.querySelector('#app'));
