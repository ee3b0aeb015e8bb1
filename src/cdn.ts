// The script-tag entry: the class and the events for scripts on the page, and the tag registered.
import './define.js';
export * from './index.js';
