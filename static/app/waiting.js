// An end to waiting: every call has a time limit, says after a while that it takes long, and can be given up.

import { byId, el, focusHeading } from './dom.js';

/** After how many milliseconds a call is said to take long. */
const SLOW = 5_000;

/** How many milliseconds a call may take. The server itself gives up on its database after five seconds. */
const LONGEST = 20_000;

/** @import { Silence } from 'types' */

/** @type {Set<{ stop: (why: Silence) => void }>} */
const slow = new Set();

/**
 * Begins to wait for one call. `signal` ends it at the limit, when the person stops it, or when `given` does; `why` then
 * says which it was: 'late', 'stopped', or null for `given`. Whoever waits must call `end`.
 * @param {AbortSignal | null} given
 */
export function wait(given = null, longest = LONGEST) {
  const controller = new AbortController();
  const waiting = {
    signal: given ? AbortSignal.any([given, controller.signal]) : controller.signal,
    why: /** @type {Silence | null} */ (null),
    /** @param {Silence} why */
    stop(why) {
      waiting.why ??= why;
      controller.abort();
    },
    end() {
      timers.forEach(clearTimeout);
      if (slow.delete(waiting)) show();
    },
  };
  // Not AbortSignal.timeout(): its time goes on while a tab sleeps, and nobody could tell it from another reason.
  const timers = [
    setTimeout(() => {
      slow.add(waiting);
      show();
    }, SLOW),
    setTimeout(() => waiting.stop('late'), longest),
  ];
  return waiting;
}

/** The region is always there, since screen readers tell only of changes within one that they know. */
function show() {
  const region = byId('waiting');
  const focused = region.contains(document.activeElement);
  if (slow.size === 0) {
    region.replaceChildren();
    if (focused) focusHeading();
  } else if (region.childElementCount === 0) {
    const stop = () => [...slow].forEach((waiting) => waiting.stop('stopped'));
    region.append(
      el('p', {}, `The server takes long to answer. The page waits for ${LONGEST / 1000} seconds at most.`),
      el('button', { type: 'button', class: 'quiet', on: { click: stop } }, 'Stop waiting'),
    );
  }
}
