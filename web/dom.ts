/** Makes an element with attributes and children; text stays text. */
export function element(
  tag: string,
  attributes: Readonly<Record<string, string>> = {},
  ...children: readonly (Node | string)[]
): HTMLElement {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

/** Makes an element with one of the page's icons. */
export function drawing(className: string, svg: string): HTMLElement {
  const made = element("span", { class: className });
  made.innerHTML = svg;
  return made;
}

/** @throws Error if the page has no such element: then script and HTML differ in version */
export function byId(id: string): HTMLElement {
  const found = document.getElementById(id);
  if (!found) throw new Error(`no element #${id}`);
  return found;
}

/** Puts the children of `parent` in the given order, and moves only those that are out of place. */
export function arrange(parent: Element, children: readonly Element[]): void {
  for (const [index, child] of children.entries()) {
    if (parent.children[index] !== child) parent.insertBefore(child, parent.children[index] ?? null);
  }
  while (parent.children.length > children.length) parent.lastElementChild?.remove();
}
