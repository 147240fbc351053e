// How a server says why it wants to be authenticated.

/** An item of the list: a parameter, or a challenge that begins with one or has none (RFC 9110 §11.6.1). */
const ITEM = /^(?:(?:([^\s=",]+)[ \t]+)?([^\s=",]+)[ \t]*=[ \t]*(.*)|(\S+).*)$/s;

/** Whether a challenge says that the access token is refused, rather than missing (RFC 6750 §3.1). Headers of one name are joined by commas. */
export function isTokenRefused(header: string): boolean {
  let scheme = '';
  for (const item of header.match(/(?:"(?:[^"\\]|\\.)*"|[^",])+/g) ?? []) {
    const [, schemeBefore, name, value, schemeAlone] = ITEM.exec(item.trim()) ?? [];
    scheme = (schemeBefore ?? schemeAlone ?? scheme).toLowerCase();
    if (scheme === 'bearer' && name?.toLowerCase() === 'error' && unquoted(value) === 'invalid_token') return true;
  }
  return false;
}

function unquoted(text = ''): string {
  return text.replace(/^"(.*)"$/s, '$1').replace(/\\(.)/gs, '$1');
}
