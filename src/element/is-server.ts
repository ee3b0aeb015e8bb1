import { isServer as isBuiltForServers } from 'lit';

/** Whether pages are prepared here, in Node, and there is no document to draw in. Lit declares it as what it is in browsers. */
export const isServer: boolean = isBuiltForServers;
