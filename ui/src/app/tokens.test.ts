import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const css = readFileSync(new URL('./tokens.css', import.meta.url), 'utf8');

/** WCAG 2.2: text against its background, and shapes that carry meaning. */
const TEXT = 4.5;
const SHAPE = 3;

const SEVERITIES = ['critical', 'error', 'warning', 'info', 'ok', 'unknown', 'maintenance'];
const SERIES = Array.from({ length: 12 }, (_, i) => `s${i + 1}`);

function tokensOf(scheme: string): Map<string, string> {
  const block = new RegExp(`\\[data-mantine-color-scheme='${scheme}'\\] \\{([^}]*)\\}`).exec(css)?.[1] ?? '';
  return new Map([...block.matchAll(/--([\w-]+): (#[0-9a-f]{6});/g)].map(([, name, value]) => [name!, value!]));
}

function luminance(hex: string): number {
  const [red, green, blue] = [1, 3, 5].map((at) => {
    const value = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return value <= 0.040_45 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red! + 0.7152 * green! + 0.0722 * blue!;
}

function contrast(first: string, second: string): number {
  const [light, dark] = [luminance(first), luminance(second)].toSorted((a, b) => b - a);
  return (light! + 0.05) / (dark! + 0.05);
}

/** [foreground, background, least contrast] */
const PAIRS: [string, string, number][] = [
  ...['text', 'text-2', 'text-3', 'accent'].flatMap((text): [string, string, number][] =>
    ['bg', 'surface', 'raised', 'hover', 'selected', 'code'].map((background) => [text, background, TEXT]),
  ),
  ['axis', 'surface', TEXT],
  ['text', 'nav-on', TEXT],
  ['text-3', 'sunken', TEXT],
  ['surface', 'accent', TEXT],
  ['accent', 'accent-soft', TEXT],
  ['focus', 'bg', SHAPE],
  ['focus', 'surface', SHAPE],
  ...SEVERITIES.flatMap((severity): [string, string, number][] => [
    [severity, `${severity}-soft`, TEXT],
    [severity, 'surface', TEXT],
    [severity, 'hover', TEXT],
    [severity, 'selected', TEXT],
    [`${severity}-fill`, 'surface', SHAPE],
  ]),
  ...SERIES.flatMap((series): [string, string, number][] => [
    [series, 'surface', TEXT],
    [series, 'hover', TEXT],
  ]),
];

describe.each(['light', 'dark'])('the %s tokens', (scheme) => {
  const tokens = tokensOf(scheme);

  it.each(PAIRS)('%s on %s has a contrast of at least %d : 1', (foreground, background, least) => {
    const [front, back] = [tokens.get(foreground), tokens.get(background)];
    expect([front, back]).not.toContain(undefined);
    expect(contrast(front!, back!)).toBeGreaterThanOrEqual(least);
  });

  it('name the same things as the other scheme', () => {
    const other = tokensOf(scheme === 'light' ? 'dark' : 'light');
    expect([...tokens.keys()]).toEqual([...other.keys()]);
  });
});
