// What somebody typed, and what others have changed meanwhile: brought together without either being lost.

/** @import { Change, CustomerField, CustomerTexts, Draft } from 'types' */

/** @param {string} text */
const digits = (text) => text.replace(/\D/g, '').replace(/^0+/, '');

/** @param {string} text */
const plain = (text) => text.trim().normalize('NFC').replaceAll('\r\n', '\n');

/**
 * Whether two values of a field are one to the server, which trims texts and writes phone numbers in full.
 * @param {CustomerField} name
 * @param {string} one
 * @param {string} other
 */
export function isSame(name, one, other) {
  const [a, b] = [plain(one), plain(other)];
  if (a === b) return true;
  if (name !== 'phone' || digits(a).length < 4 || digits(b).length < 4) return false;
  return digits(a).endsWith(digits(b)) || digits(b).endsWith(digits(a));
}

/**
 * Compares a draft with what the server has now. The merged draft has the newest of each field, and what was typed where both
 * were changed.
 * @param {Draft} draft
 * @param {CustomerTexts} now
 */
export function merge({ values, before, sent = {} }, now) {
  const merged = { ...values };
  /** @type {Change[]} */
  const changes = [];
  /** @type {Partial<CustomerTexts>} */
  const open = {};
  for (const name of Object.keys(before)) {
    const mine = values[name];
    // What was sent without an answer may have come, or may yet come.
    const pending = sent[name];
    const isEdited = mine !== before[name] || pending !== undefined;
    const isOurs = pending !== undefined && isSame(name, now[name], pending);
    if (pending !== undefined && !isOurs) open[name] = pending;
    if (!isEdited || isSame(name, mine, now[name])) merged[name] = now[name];
    if (now[name] === before[name] || isOurs) continue;
    if (!isEdited) changes.push({ name, before: before[name], now: now[name] });
    else if (!isSame(name, mine, now[name])) changes.push({ name, before: before[name], now: now[name], typed: mine });
  }
  return { draft: { values: merged, before: now, sent: open }, changes };
}

/**
 * Whether there is something to save.
 * @param {Draft} draft
 */
export const isEdited = ({ values, before, sent = {} }) =>
  Object.keys(before).some((name) => values[name] !== before[name] || name in sent);
