const FNV_OFFSET = 2_166_136_261;
const FNV_PRIME = 16_777_619;

/** A series in a URL: short, and the same in every browser. */
function shortOf(key: string): string {
  let hash = FNV_OFFSET;
  for (let i = 0; i < key.length; i += 1) hash = Math.imul(hash ^ key.charCodeAt(i), FNV_PRIME) >>> 0;
  return hash.toString(36);
}

/** Which of these series a URL switches off: those it names, or after `only:` all others. */
export function readHidden(text: string | undefined, keys: readonly string[]): ReadonlySet<string> {
  if (!text) return new Set();
  const only = text.startsWith('only:');
  const named = new Set(text.replace('only:', '').split(','));
  return new Set(keys.filter((key) => named.has(shortOf(key)) !== only));
}

/** The URL's text for what is switched off: the shorter of both lists. Undefined when everything is shown. */
export function writeHidden(hidden: ReadonlySet<string>, keys: readonly string[]): string | undefined {
  const off = keys.filter((key) => hidden.has(key));
  if (off.length === 0) return undefined;
  const on = keys.filter((key) => !hidden.has(key));
  return on.length > 0 && on.length < off.length ? `only:${on.map(shortOf).join(',')}` : off.map(shortOf).join(',');
}
