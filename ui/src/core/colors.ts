/** Series slots s1–s12 of tokens.css. */
export const SLOTS = 12;
const FNV_OFFSET = 2_166_136_261;
const FNV_PRIME = 16_777_619;

/** The slot 1–12 a name would like to have: the same in every browser. */
export function colorSlot(name: string): number {
  let hash = FNV_OFFSET;
  for (let i = 0; i < name.length; i += 1) hash = Math.imul(hash ^ name.charCodeAt(i), FNV_PRIME) >>> 0;
  return (hash % SLOTS) + 1;
}

let cachedScheme = '';
let cached = new Map<string, string>();

/** A colour of a chart as CSS says it: tokens are variables, `#rrggbb` is itself. */
export const cssColor = (color: string): string => (color.startsWith('--') ? `var(${color})` : color);

/** A token's value for canvas use, where `var()` means nothing; `#rrggbb` is itself. Cached per colour scheme. */
export function resolveToken(name: string): string {
  if (!name.startsWith('--')) return name;
  const root = document.documentElement;
  const scheme = root.getAttribute('data-mantine-color-scheme') ?? '';
  if (scheme !== cachedScheme) {
    cached = new Map();
    cachedScheme = scheme;
  }
  const known = cached.get(name);
  if (known !== undefined) return known;
  const value = sixDigits(getComputedStyle(root).getPropertyValue(name).trim());
  cached.set(name, value);
  return value;
}

/** `#rrggbb` for `#rgb`: the build shortens colours where it can. */
export const sixDigits = (hex: string): string => (/^#[0-9a-f]{3}$/i.test(hex) ? hex.replace(/[0-9a-f]/gi, '$&$&') : hex);

/** A `#rrggbb` colour with an opacity of 0–1. */
export function withAlpha(hex: string, opacity: number): string {
  return hex + Math.round(opacity * 255).toString(16).padStart(2, '0');
}

const channels = (hex: string): number[] => [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16));

/** The opaque colour between two tokens: 1 is the first, 0 the second. Opaque, because layers of a stack lie on each other. */
export function mixTokens(first: string, second: string, share: number): string {
  const [a, b] = [channels(resolveToken(first)), channels(resolveToken(second))];
  return `#${a.map((value, i) => Math.round(value * share + b[i]! * (1 - share)).toString(16).padStart(2, '0')).join('')}`;
}
