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
  isRefused: (input: HTMLInputElement) => boolean,
  onReplaced: (input: HTMLInputElement) => void,
): void {
  const isToBeReplaced = (target: EventTarget | null): target is HTMLInputElement => {
    const isField = target instanceof HTMLInputElement && target.matches('[part=input]:enabled:read-write');
    return isField && isRefused(target);
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
    target.value = text.replace(/[\r\n]+/g, ' ');
    onReplaced(target);
  });
}
