/**
 * Colours of dashboards as ours. People name Grafana's (`semi-dark-red`), or write `#rrggbb` and `rgb()`: names, and the values that
 * were Grafana's defaults for years, become our tokens, so that they can be read in both colour schemes. Other values stay theirs.
 */
const NAMED: Readonly<Record<string, string>> = {
  green: '--ok-fill', 'light-green': '--s9', 'super-light-green': '--s9', 'semi-dark-green': '--ok-fill', 'dark-green': '--s2',
  yellow: '--s6', 'light-yellow': '--s6', 'super-light-yellow': '--s6', 'semi-dark-yellow': '--s6', 'dark-yellow': '--warning-fill',
  orange: '--warning-fill', 'light-orange': '--s10', 'super-light-orange': '--s10', 'semi-dark-orange': '--warning-fill', 'dark-orange': '--s3',
  red: '--error-fill', 'light-red': '--s7', 'super-light-red': '--s7', 'semi-dark-red': '--error-fill', 'dark-red': '--critical-fill',
  blue: '--info-fill', 'light-blue': '--s11', 'super-light-blue': '--s5', 'semi-dark-blue': '--info-fill', 'dark-blue': '--s1',
  purple: '--maintenance-fill', 'light-purple': '--s4', 'super-light-purple': '--s4', 'semi-dark-purple': '--s8', 'dark-purple': '--s8',
  gray: '--unknown-fill', grey: '--unknown-fill', text: '--text', white: '--text', black: '--text', transparent: '--surface',
};

/** What green, amber and red were by default in former versions. */
const FORMER: Readonly<Record<string, string>> = {
  '#299c46': '--ok-fill', '#32ac2d': '--ok-fill', '#73bf69': '--ok-fill', '#37872d': '--ok-fill', '#56a64b': '--ok-fill', '#7eb26d': '--ok-fill',
  '#ed8128': '--warning-fill', '#ff9830': '--warning-fill', '#eab839': '--s6', '#fade2a': '--s6', '#f2cc0c': '--s6',
  '#f53636': '--error-fill', '#d44a3a': '--error-fill', '#f2495c': '--error-fill', '#e02f44': '--error-fill', '#c4162a': '--critical-fill', '#bf1b00': '--critical-fill',
  '#890f02': '--critical-fill', '#e24d42': '--error-fill', '#5794f2': '--info-fill', '#3274d9': '--info-fill', '#1f60c4': '--s1', '#1f78c1': '--info-fill',
  '#6ed0e0': '--s5', '#ef843c': '--s3', '#ba43a9': '--s4', '#705da0': '--s8', '#b877d9': '--maintenance-fill', '#ffffff': '--text', '#000000': '--text',
};

const UNKNOWN = '--unknown-fill';
const TOKEN = /^--[a-z0-9-]+$/;
const RGB = /^rgba?\(\s*(\d{1,3})[\s,]+(\d{1,3})[\s,]+(\d{1,3})/i;

/** A token, or `#rrggbb`. What can't be read is grey. */
export function panelColour(name: string): string {
  const wanted = name.trim().toLowerCase();
  if (TOKEN.test(wanted)) return wanted;
  if (Object.hasOwn(NAMED, wanted)) return NAMED[wanted]!;
  const hex = hexOf(wanted);
  return hex === undefined ? UNKNOWN : (FORMER[hex] ?? hex);
}

function hexOf(text: string): string | undefined {
  if (/^#[0-9a-f]{6}([0-9a-f]{2})?$/.test(text)) return text.slice(0, 7);
  if (/^#[0-9a-f]{3,4}$/.test(text)) return `#${Array.from(text.slice(1, 4), (digit) => digit + digit).join('')}`;
  const channels = RGB.exec(text)?.slice(1, 4);
  return channels && `#${channels.map((channel) => Math.min(255, Number(channel)).toString(16).padStart(2, '0')).join('')}`;
}

const isTone = (colour: string): boolean => colour.startsWith('--') && colour.endsWith('-fill');

/** A colour for words: readable on the surface and on the soft background of the same colour. */
export function textColour(colour: string): string {
  if (isTone(colour)) return `var(${colour.slice(0, -'-fill'.length)})`;
  return colour.startsWith('--') ? `var(${colour})` : `color-mix(in oklab, ${colour} 45%, var(--text))`;
}

/** A quiet background of a colour. */
export function softColour(colour: string): string {
  if (isTone(colour)) return `var(${colour.slice(0, -'-fill'.length)}-soft)`;
  return `color-mix(in oklab, ${colour.startsWith('--') ? `var(${colour})` : colour} 12%, var(--surface))`;
}
