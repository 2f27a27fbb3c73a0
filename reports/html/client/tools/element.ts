/** Elements made by the page's tools; texts are texts, never markup. */

interface Properties {
  readonly className?: string;
  readonly text?: string;
  readonly attributes?: Readonly<Record<string, string>>;
}

export function make<K extends keyof HTMLElementTagNameMap>(
  name: K,
  { className = '', text = '', attributes = {} }: Properties = {},
  children: readonly Node[] = [],
): HTMLElementTagNameMap[K] {
  const element = document.createElement(name);
  if (className !== '') element.className = className;
  if (text !== '') element.textContent = text;
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...children);
  return element;
}

export function makeButton(text: string, onClick: () => void): HTMLButtonElement {
  const button = make('button', { text, attributes: { type: 'button' } });
  button.addEventListener('click', onClick);
  return button;
}
