/** What a credential field is filled in with. */
export type FieldInput = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement;

/** Not by its class, which is another one in a frame. */
const isChoice = (input: FieldInput): input is HTMLSelectElement => input.type === 'select-one';

/** Gives a field a value; without one it is as it was at first. */
export function setInput(input: FieldInput, value = ''): void {
  if (isChoice(input) && !value) input.selectedIndex = 0;
  else input.value = value;
}

/** Whether something was typed into a field. What was only chosen is easily chosen again. */
export const isTyped = (input: FieldInput): boolean => !isChoice(input) && input.value !== '';
