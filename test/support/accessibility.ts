/**
 * Role, name and description of an element as the engines compute them, as far as this project's markup needs it
 * (WAI-ARIA 1.2, accname 1.2; without CSS-generated content). The tree is the flat one: into open shadow roots, through
 * slots, without what is not rendered.
 */

/** The elements of the flat tree below `root`, in order, `root` first when it is an element. */
export function* flatTree(root: ParentNode): Generator<Element> {
  if (root instanceof Element) yield root;
  for (const child of flatChildren(root)) {
    if (child instanceof Element) yield* flatTree(child);
  }
}

/** Whether assistive technology meets the element: rendered, visible, neither inert nor under `aria-hidden`. */
export function isExposed(element: Element): boolean {
  if (!isRendered(element)) return false;
  for (let at: Element | null = element; at; at = flatParent(at)) {
    if (at.getAttribute('aria-hidden') === 'true' || at.hasAttribute('inert')) return false;
  }
  return true;
}

export function roleOf(element: Element): string {
  const [given] = (element.getAttribute('role') ?? '').trim().split(/\s+/);
  if (given) return given;
  if (element instanceof HTMLInputElement) return INPUT_ROLES[element.type] ?? 'textbox';
  const tag = element.localName;
  if (tag === 'a') return element.hasAttribute('href') ? 'link' : 'generic';
  if (tag === 'img') return element.getAttribute('alt') === '' ? 'presentation' : 'img';
  if (tag === 'section') return hasAuthorName(element) ? 'region' : 'generic';
  if (tag === 'form') return hasAuthorName(element) ? 'form' : 'generic';
  if (tag === 'select') return element.hasAttribute('multiple') ? 'listbox' : 'combobox';
  return TAG_ROLES[tag] ?? 'generic';
}

export function nameOf(element: Element): string {
  return squash(computeName(element, false));
}

/** The text of `aria-describedby`, joined; else `aria-description`. */
export function descriptionOf(element: Element): string {
  const targets = referenced(element, 'aria-describedby');
  if (targets.length > 0) return squash(targets.map((target) => contentOf(target, true)).join(' '));
  return squash(element.getAttribute('aria-description') ?? '');
}

/** What a person sees as text below `root`: rendered and visible, shadow roots included. */
export function visibleText(root: ParentNode): string {
  return squash(contentOf(root, false, { embeddedNames: false }));
}

const TAG_ROLES: Partial<Record<string, string>> = {
  article: 'article',
  aside: 'complementary',
  button: 'button',
  details: 'group',
  dialog: 'dialog',
  fieldset: 'group',
  footer: 'contentinfo',
  h1: 'heading',
  h2: 'heading',
  h3: 'heading',
  h4: 'heading',
  h5: 'heading',
  h6: 'heading',
  header: 'banner',
  hr: 'separator',
  li: 'listitem',
  main: 'main',
  nav: 'navigation',
  ol: 'list',
  option: 'option',
  output: 'status',
  p: 'paragraph',
  progress: 'progressbar',
  table: 'table',
  textarea: 'textbox',
  ul: 'list',
};

const INPUT_ROLES: Partial<Record<string, string>> = {
  button: 'button',
  checkbox: 'checkbox',
  hidden: 'none',
  image: 'button',
  number: 'spinbutton',
  // A password input has no role of its own; the engines expose it as a text box.
  password: 'textbox',
  radio: 'radio',
  range: 'slider',
  reset: 'button',
  search: 'searchbox',
  submit: 'button',
};

const NAMED_BY_CONTENT = new Set([
  'button',
  'cell',
  'checkbox',
  'heading',
  'link',
  'menuitem',
  'option',
  'radio',
  'switch',
  'tab',
]);

/** `display: contents` (a slot, say) has no box of its own, which `checkVisibility` takes for hidden. */
function isRendered(element: Element): boolean {
  for (let at: Element | null = element; at; at = flatParent(at)) {
    if (getComputedStyle(at).display !== 'contents') return at.checkVisibility({ visibilityProperty: true });
  }
  return false;
}

function computeName(element: Element, referencedAlready: boolean): string {
  if (!referencedAlready) {
    const targets = referenced(element, 'aria-labelledby');
    const text = squash(targets.map((target) => computeReferenced(target)).join(' '));
    if (text) return text;
  }
  const label = element.getAttribute('aria-label')?.trim();
  if (label) return label;
  const native = nativeName(element);
  if (native) return native;
  if (NAMED_BY_CONTENT.has(roleOf(element))) {
    const text = squash(contentOf(element, false));
    if (text) return text;
  }
  return element.getAttribute('title') ?? element.getAttribute('placeholder') ?? '';
}

/** A label that is referenced counts even when hidden, and whatever its role. */
function computeReferenced(target: Element): string {
  return computeName(target, true) || contentOf(target, !isExposed(target));
}

function nativeName(element: Element): string {
  if (isLabelable(element)) {
    const labels = [...(element.labels ?? [])];
    return squash(labels.map((label) => contentOf(label, false, { except: element })).join(' '));
  }
  if (element instanceof HTMLFieldSetElement) {
    const legend = element.querySelector(':scope > legend');
    return legend ? squash(contentOf(legend, false)) : '';
  }
  if (element instanceof HTMLImageElement) return element.alt;
  if (element instanceof SVGElement)
    return squash(element.querySelector(':scope > title')?.textContent ?? '');
  return '';
}

interface ContentOptions {
  /** An element to leave out: the control whose label this is. */
  except?: Element;
  /** Whether an embedded image or control is replaced by its name, as in a name; false for what is read on screen. */
  embeddedNames?: boolean;
}

function contentOf(node: Node, hiddenToo: boolean, options: ContentOptions = {}): string {
  const { except, embeddedNames = true } = options;
  let text = '';
  for (const child of flatChildren(node)) {
    if (child instanceof Text) {
      text += child.data;
    } else if (child instanceof Element && child !== except) {
      if (!hiddenToo && !isExposed(child)) continue;
      if (child.localName === 'style' || child.localName === 'script') continue;
      const own = (embeddedNames ? ownLabel(child) : undefined) ?? contentOf(child, hiddenToo, options);
      // Only inline boxes join words.
      text += getComputedStyle(child).display === 'inline' ? own : ` ${own} `;
    }
  }
  return text;
}

/** The text that stands for an embedded element as a whole. */
function ownLabel(element: Element): string | undefined {
  return element.getAttribute('aria-label') ?? (nativeName(element) || undefined);
}

function flatChildren(node: Node): Iterable<Node> {
  if (node instanceof HTMLSlotElement) {
    const assigned = node.assignedNodes();
    if (assigned.length > 0) return assigned;
  }
  return (node instanceof Element ? node.shadowRoot : null)?.childNodes ?? node.childNodes;
}

function flatParent(element: Element): Element | null {
  if (element.assignedSlot) return element.assignedSlot;
  if (element.parentElement) return element.parentElement;
  const root = element.getRootNode();
  return root instanceof ShadowRoot ? root.host : null;
}

function referenced(element: Element, attribute: string): Element[] {
  const root = element.getRootNode() as Document | ShadowRoot;
  const ids = (element.getAttribute(attribute) ?? '').split(/\s+/).filter(Boolean);
  return ids.flatMap((id) => root.getElementById(id) ?? []);
}

function hasAuthorName(element: Element): boolean {
  return ['aria-labelledby', 'aria-label', 'title'].some((name) => element.hasAttribute(name));
}

function isLabelable(
  element: Element,
): element is HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement | HTMLProgressElement {
  return ['input', 'select', 'textarea', 'progress'].includes(element.localName);
}

function squash(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
