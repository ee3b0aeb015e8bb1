type TextInput = HTMLInputElement | HTMLTextAreaElement;

/**
 * Has what is pasted take the place of what was refused, wherever the caret stands: masked, nobody would see that there are
 * two tokens in a row.
 *
 * @param root - Where the fields are.
 * @param isRefused - Whether what an input holds is to be replaced.
 * @param onReplaced - Told where that came without an input event.
 */
export function replaceRefused(
  root: HTMLElement | DocumentFragment,
  isRefused: (input: TextInput) => boolean,
  onReplaced: (input: TextInput) => void,
): void {
  const isToBeReplaced = (target: EventTarget | null): target is TextInput => {
    const isField = (target as Element).matches('[part=input]:enabled:read-write');
    return isField && isRefused(target as TextInput);
  };
  root.addEventListener('paste', ({ target }) => {
    if (isToBeReplaced(target)) target.select();
  });
  root.addEventListener('beforeinput', (event) => {
    const { target, inputType, data } = event as InputEvent;
    // A keyboard on a screen may insert what was copied as if it were typed.
    const isInsertion = inputType === 'insertText' || inputType === 'insertReplacementText';
    if (isInsertion && data && data.length > 1 && isToBeReplaced(target)) target.select();
  });
  root.addEventListener('drop', (event) => {
    const { target, dataTransfer } = event as DragEvent;
    const text = dataTransfer?.getData('text/plain');
    if (!text || !isToBeReplaced(target)) return;
    event.preventDefault();
    // As browsers do by themselves: an input that is given lines runs them together.
    target.value = target.localName === 'input' ? text.replace(/[\r\n]+/g, ' ') : text;
    onReplaced(target);
  });
}
