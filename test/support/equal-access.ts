/** IBM Equal Access on the block, and what it objects to in words. */
import type { Checker as CheckerClass } from 'accessibility-checker-engine';
import 'accessibility-checker-engine/ace-window.js';

declare global {
  interface Window {
    ace_ibma: { readonly Checker: typeof CheckerClass };
  }
}

/**
 * What the rules of WCAG 2.2 and of IBM find to be wrong. What they ask a person to look at, and what they only recommend, is
 * left out.
 */
export async function failures(root: Element): Promise<string[]> {
  const checker = new window.ace_ibma.Checker();
  const { results } = await checker.check(root, ['WCAG_2_2', 'IBM_Accessibility']);
  return results
    .filter(({ value }) => value.join() === 'VIOLATION,FAIL')
    .map(({ ruleId, message, snippet }) => `${ruleId}: ${message} ${snippet}`);
}
