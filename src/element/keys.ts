/** What a field takes in: a page that listens for it would learn a token, or swallow it. */
const typing =
  'keydown keypress keyup beforeinput input textInput compositionstart compositionupdate compositionend paste drop';

/** Keys that edit a text or move in it, beside those that print a character. */
const editing = /^(Arrow.+|Backspace|Dead|Delete|End|Enter|Home|Insert|Process|Unidentified| )$/;
/** Select all, copy, paste, cut, redo, undo: by the place of the key where a keyboard has no Latin letters. */
const commands = /^(Key)?[ACVXYZ]$/i;

/**
 * Has what is typed in a block end there: a page's shortcuts would fire for it, and swallow it, since they see the block and
 * not the field in it. All else goes on to the page: Escape closes its dialog, Tab stays in its focus trap.
 */
export function keepTyping(root: ShadowRoot): void {
  for (const type of typing.split(' '))
    root.addEventListener(type, (event) => {
      const target = event.target as HTMLInputElement;
      // What stands in a slot is the page's.
      const isOurs = target.matches('input, textarea, select') && target.getRootNode() === root;
      if (isOurs && isUsed(event as KeyboardEvent, target.type !== 'radio')) event.stopPropagation();
    });
}

/** Whether a control does something with an event. */
function isUsed(event: KeyboardEvent, isText: boolean): boolean {
  const { key, code, ctrlKey, metaKey, altKey, isComposing } = event;
  if (!key || isComposing || editing.test(key)) return true;
  if ((ctrlKey || metaKey) && !event.getModifierState('AltGraph'))
    return isText && commands.test(/[a-z]/i.test(key) ? key : code);
  // Alt prints other characters on a Mac; elsewhere it leaves the letter as it is, and is a shortcut.
  return isText && key.length === 1 && !(altKey && /[a-z\d]/i.test(key));
}
