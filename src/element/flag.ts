import type { PropertyDeclaration } from 'lit';

/**
 * A boolean attribute. By HTML's rules it is true whatever it says. React up to 18 writes `false` where it means that: it is taken
 * as it is meant, and the page's developer is told.
 */
export const flag = (attribute: string): PropertyDeclaration => ({
  attribute,
  converter: {
    fromAttribute(value) {
      if (value !== 'false') return value !== null;
      // eslint-disable-next-line no-console -- style sheets and other readers take it for true
      console.warn(
        `<portfolio-connect> ${attribute}="false" counts as false: leave the attribute out, or set the property`,
      );
      return false;
    },
  },
});
