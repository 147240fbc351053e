// Elements without a framework. What people typed only ever becomes text, never markup.

/**
 * An element. Attributes whose value is false, null or undefined are left out, true ones are empty; `on` has listeners.
 * Children are nodes and texts; null and false are skipped.
 */
export function el(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name === 'on') {
      for (const [event, listener] of Object.entries(value)) element.addEventListener(event, listener);
    } else if (value === true) {
      element.setAttribute(name, '');
    } else if (value !== false && value !== null && value !== undefined) {
      element.setAttribute(name, value);
    }
  }
  element.append(...children.flat().filter((child) => child !== null && child !== false && child !== undefined));
  return element;
}

/** The heading of a view; it takes the focus when the view comes, so that screen readers say where one is. */
export const heading = (text) => el('h1', { tabindex: '-1' }, text);

/** A moment in the reader's own way, with the exact one behind it. */
export function moment(text) {
  const shown = new Date(text).toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'short' });
  return el('time', { datetime: text, title: text }, shown);
}

/** `1 field`, `2 fields`. */
export const count = (number, one, many) => `${number.toLocaleString()} ${number === 1 ? one : many}`;

/** Says something in passing, as after saving. */
export function notify(text) {
  document.getElementById('notice').textContent = text;
}
