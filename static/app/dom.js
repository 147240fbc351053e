// Elements without a framework. What people typed only ever becomes text, never markup.

/** @import { Attributes, Child } from 'types' */

/**
 * An element. Attributes whose value is false, null or undefined are left out, true ones are empty; `on` has listeners.
 * Children are nodes, texts and lists of them; null and false are skipped.
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Attributes} attributes
 * @param {Child[]} children
 */
export function el(tag, { on = {}, ...attributes } = {}, ...children) {
  const element = document.createElement(tag);
  for (const [event, listener] of Object.entries(on)) element.addEventListener(event, listener);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === true) element.setAttribute(name, '');
    else if (value !== false && value !== null && value !== undefined) element.setAttribute(name, String(value));
  }
  element.append(...shown(children));
  return element;
}

/** @type {(children: Child[]) => (Node | string)[]} */
const shown = (children) =>
  children.flatMap((child) => {
    if (Array.isArray(child)) return shown(child);
    return child === null || child === false || child === undefined ? [] : [child];
  });

/**
 * An element of index.html.
 * @param {string} id
 */
export function byId(id) {
  const element = document.getElementById(id);
  if (!element) throw new Error(`index.html has no element ${id}.`);
  return element;
}

/**
 * The heading of a view; it takes the focus when the view comes, so that screen readers say where one is.
 * @param {string} text
 */
export const heading = (text) => el('h1', { tabindex: '-1' }, text);

/**
 * Sentences, each a paragraph.
 * @param {Child[]} sentences
 */
export const paragraphs = (sentences) => sentences.map((sentence) => el('p', {}, sentence));

/**
 * Text that people typed, within a sentence: its own direction does not turn the words around it.
 * @param {string} text
 */
export const quoted = (text) => ['“', el('bdi', {}, text), '”'];

/** The focus goes to the heading of the view that is shown. */
export function focusHeading() {
  byId('main').querySelector('h1')?.focus();
}

/**
 * Whether the focus is in an element, or nowhere: only then may it be moved, without taking it from anyone.
 * @param {Element} element
 */
export function hasFocus(element) {
  const { activeElement } = document;
  return activeElement === null || activeElement === document.body || element.contains(activeElement);
}

/**
 * Replaces what an element shows, under a heading, which gets the focus if the focus was there.
 * @param {Element} element
 * @param {Child[]} children
 */
export function replace(element, ...children) {
  const focused = element.isConnected && hasFocus(element);
  element.replaceChildren(...shown(children));
  if (focused) element.querySelector('h1')?.focus();
}

/**
 * A moment in the reader's own way, with the exact one behind it.
 * @param {string} text
 */
export function moment(text) {
  const at = new Date(text);
  const date = at.toLocaleDateString(undefined, { dateStyle: 'medium' });
  const time = at.toLocaleTimeString(undefined, { timeStyle: 'short' });
  return el('time', { datetime: text, title: text }, el('span', {}, date), ' ', el('span', {}, time));
}

/**
 * `1 field`, `2 fields`.
 * @type {(number: number, one: string, many: string) => string}
 */
export const count = (number, one, many) => `${number.toLocaleString()} ${number === 1 ? one : many}`;
