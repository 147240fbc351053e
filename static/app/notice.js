// What is said in passing, above whatever view is shown: what came of something that was begun here or elsewhere.

import { byId, el, focusHeading } from './dom.js';

/** @import { Child, Link } from 'types' */

const region = byId('notice');

/**
 * Each: its element, what it is about, whether it stays until it is dismissed, and whether a view has come since.
 * @type {{ element: HTMLElement, about: string | null, fails: boolean, seen: boolean }[]}
 */
let notices = [];

/**
 * Says something. It stays for the view that comes next; what `fails` stays until it is dismissed, or what it is `about`
 * is looked at. `link` leads to where something can be done about it.
 * @param {Child} content
 * @param {{ link?: Link | null, fails?: boolean, about?: string | null }} options
 */
export function notify(content, { link = null, fails = false, about = null } = {}) {
  notices = notices.filter((notice) => notice.fails && (about === null || notice.about !== about));
  const dismiss = () => {
    notices = notices.filter((other) => other !== notice);
    const focused = region.contains(document.activeElement);
    show();
    if (focused) focusHeading();
  };
  const element = el(
    'p',
    { class: fails ? 'fails' : null },
    el('span', {}, content),
    link && [' ', el('a', { href: link.href, on: { click: dismiss } }, link.text)],
    fails && [' ', el('button', { type: 'button', class: 'quiet', on: { click: dismiss } }, 'Dismiss')],
  );
  const notice = { element, about, fails, seen: false };
  notices.push(notice);
  show();
}

/**
 * Another view has come, at this path.
 * @param {string} path
 */
export function turn(path) {
  notices = notices.filter((notice) => (notice.fails || !notice.seen) && notice.about !== path);
  for (const notice of notices) notice.seen = true;
  show();
}

/** Takes back all that was said. */
export function hush() {
  notices = [];
  show();
}

function show() {
  const elements = notices.map(({ element }) => element);
  for (const child of [...region.children]) if (!elements.some((element) => element === child)) child.remove();
  // What stands already is left alone: it would be read out again.
  region.append(...elements.filter((element) => element.parentElement !== region));
}
