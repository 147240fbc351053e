// What somebody typed, and what others have changed meanwhile: brought together without either being lost.

const digits = (text) => text.replace(/\D/g, '').replace(/^0+/, '');

/** Whether two values of a field are one to the server, which trims texts and writes phone numbers in full. */
export function isSame(name, one, other) {
  const [a, b] = [one, other].map((text) => text.trim().normalize('NFC').replaceAll('\r\n', '\n'));
  if (a === b) return true;
  if (name !== 'phone' || digits(a).length < 4 || digits(b).length < 4) return false;
  return digits(a).endsWith(digits(b)) || digits(b).endsWith(digits(a));
}

/**
 * Compares a draft ({values, before, sent}) with what the server has now. The merged draft has the newest of each field, and
 * what was typed where both were changed; `changes` lists what others changed ({name, before, now, typed}, `typed` only
 * where both did).
 */
export function merge({ values, before, sent = {} }, now) {
  const merged = { ...values };
  const changes = [];
  const open = {};
  for (const name of Object.keys(before)) {
    const mine = values[name];
    const isEdited = mine !== before[name] || name in sent;
    // What was sent without an answer may have come, or may yet come.
    const isOurs = name in sent && isSame(name, now[name], sent[name]);
    if (name in sent && !isOurs) open[name] = sent[name];
    if (!isEdited || isSame(name, mine, now[name])) merged[name] = now[name];
    if (now[name] === before[name] || isOurs) continue;
    if (!isEdited) changes.push({ name, before: before[name], now: now[name] });
    else if (!isSame(name, mine, now[name])) changes.push({ name, before: before[name], now: now[name], typed: mine });
  }
  return { draft: { values: merged, before: now, sent: open }, changes };
}

/** Whether there is something to save. */
export const isEdited = ({ values, before, sent = {} }) =>
  Object.keys(before).some((name) => values[name] !== before[name] || name in sent);
