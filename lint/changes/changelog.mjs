// What CHANGELOG.md says of the API, and when a version may be released.

const VERSION = /^\[?(\d+\.\d+\.\d+)\]?/;

/** Its sections, the newest first: `{ version, text }`, without a version while it is unreleased. */
export function sections(changelog) {
  return changelog.split(/^## /m).slice(1).map((text) => ({ version: VERSION.exec(text)?.[1], text }));
}

/** The items of a section's part "API", each a line or more. */
function items({ text }) {
  const part = text.split(/^### /m).slice(1).find((one) => one.startsWith('API\n')) ?? '';
  return part.split(/^- /m).slice(1);
}

/** The changes that no item of the newest section's part "API" names: each needs one that has all its names as `code`. */
export function unnamed(changes, changelog) {
  const [newest] = sections(changelog);
  const listed = newest ? items(newest) : [];
  return changes.filter(({ names }) => !listed.some((item) => names.every((name) => item.includes(`\`${name}\``))));
}

const isHigher = (one, other) => {
  const [a, b] = [one, other].map((version) => version.split('.').map(Number));
  const index = a.findIndex((part, place) => part !== b[place]);
  return index >= 0 && a[index] > b[index];
};

/** Why the document may not become that of a release; nothing if it may. Before the first release nobody was promised anything. */
export function refusal({ changelog, version, copied, changes }) {
  const all = sections(changelog);
  const released = all.filter((section) => section.version);
  if (released.length === 0) return undefined;
  if (all[0].version !== version) return `the newest section of CHANGELOG.md is not that of ${version}, which info.version is`;
  if (!isHigher(version, copied) && !(released.length === 1 && version === copied)) {
    return `info.version is ${version}, which is not higher than that of the last release, ${copied}`;
  }
  const broken = changes.filter(({ breaks, raised }) => breaks.size > 0 && !raised).length;
  if (broken) return `${broken} changes break clients`;
  const silent = unnamed(changes, changelog).length;
  return silent ? `CHANGELOG.md does not name ${silent} changes` : undefined;
}
