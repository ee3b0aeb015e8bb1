import type { PropertyDeclaration } from 'lit';

/** A boolean attribute. By HTML's rules it is true whatever it says; React up to 18 writes `false` where it means false. */
export const flag: PropertyDeclaration = {
  converter: { fromAttribute: (value) => value !== null && value !== 'false' },
};

/** Tells the page's developer of an attribute that is taken as it is meant. */
export function warnOfFalse(name: string, value: string | null): void {
  if (value === 'false' && /^(choose-broker|disabled|manage)$/.test(name))
    // eslint-disable-next-line no-console -- other elements, and other readers, take it for true
    console.warn(
      `<portfolio-connect> ${name}="false" counts as false: leave the attribute out, or set the property`,
    );
}
