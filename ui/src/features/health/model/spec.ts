import { formatValue } from '@/core/format';
import type { MonitorSpec } from '../api/types';

const MS: Record<string, number> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 };

/** Milliseconds of `30s`, `1h30m`, `500ms`; undefined when it is no duration. */
export function readDuration(text: string): number | undefined {
  const parts = [...text.trim().matchAll(/(\d+(?:\.\d+)?)(ms|[smhdw])/g)];
  if (parts.length === 0 || parts.map(([whole]) => whole).join('') !== text.trim()) return undefined;
  return parts.reduce((sum, [, number, unit]) => sum + Number(number) * MS[unit!]!, 0);
}

/** `every 30 s`, for a reader. */
export const everyWords = (seconds: number): string => `every ${formatValue(seconds, 's')}`;

type Plain = string | number | boolean | null | undefined | readonly Plain[] | { readonly [key: string]: Plain };

const PLAIN = /^(?:[A-Za-z_/](?:[\w./ =<>~!?&%+,;()-]|:(?=\S))*|\d+(?:ms|[smhdw]))$/;
const WORDS = new Set(['true', 'false', 'null', 'yes', 'no', 'on', 'off', 'y', 'n', '~']);

/** A text as YAML writes it: bare where nothing can be mistaken, quoted otherwise. */
const scalar = (value: Plain): string => {
  if (typeof value !== 'string') return value === undefined ? 'null' : JSON.stringify(value);
  return PLAIN.test(value) && !value.endsWith(' ') && !WORDS.has(value.toLowerCase()) ? value : JSON.stringify(value);
};

const isMap = (value: Plain): value is { readonly [key: string]: Plain } => typeof value === 'object' && value !== null && !Array.isArray(value);

/** Plain data as YAML, in the order it has. */
export function toYaml(value: Plain, indent = 0): string {
  const pad = ' '.repeat(indent);
  if (Array.isArray(value)) {
    return (value as readonly Plain[]).map((item) => (isMap(item) || Array.isArray(item) ? `${pad}- ${toYaml(item, indent + 2).trimStart()}` : `${pad}- ${scalar(item)}\n`)).join('');
  }
  if (!isMap(value)) return `${pad}${scalar(value)}\n`;
  return Object.entries(value)
    .filter(([, held]) => held !== undefined)
    .map(([key, held]) => {
      const name = scalar(key);
      if (Array.isArray(held) || isMap(held)) {
        const empty = Array.isArray(held) ? held.length === 0 : Object.keys(held).length === 0;
        return empty ? `${pad}${name}: ${Array.isArray(held) ? '[]' : '{}'}\n` : `${pad}${name}:\n${toYaml(held, indent + 2)}`;
      }
      return `${pad}${name}: ${scalar(held)}\n`;
    })
    .join('');
}

/** The monitor as a file of monitors holds it. */
export const specYaml = (spec: MonitorSpec): string => toYaml({ monitors: [spec as Plain] });
