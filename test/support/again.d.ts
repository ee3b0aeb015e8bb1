/** A module once more, as another one: what a page does that loads a file from two addresses. */
declare module '*?again';
