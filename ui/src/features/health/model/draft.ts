import type { MonitorSpec } from '../api/types';
import { kindOf } from './kinds';

type Data = Record<string, unknown>;

/** A monitor nobody has filled in yet. */
export const newSpec = (kind: string): MonitorSpec => ({
  name: '', check: { kind, ...kindOf(kind)?.initial }, group: '', service: '', severity: 'critical',
  ...(kind === 'heartbeat' || kind === 'external' ? {} : { interval: '30s', timeout: '10s', attempts: 2 }),
});

const isData = (value: unknown): value is Data => typeof value === 'object' && value !== null && !Array.isArray(value);

/** The value at a dotted path such as `check.steps.0.url`. */
export function valueAt(data: unknown, path: string): unknown {
  return path.split('.').reduce<unknown>((at, key) => (Array.isArray(at) ? (at as unknown[])[Number(key)] : isData(at) ? at[key] : undefined), data);
}

/** The same data with another value at a path; what is empty is left out, so that the server's default counts. */
export function withValue<T>(data: T, path: string, value: unknown): T {
  const [key, ...rest] = path.split('.') as [string, ...string[]];
  if (Array.isArray(data)) {
    const list = data as unknown[];
    return list.map((item, i) => (i === Number(key) ? (rest.length > 0 ? withValue(item, rest.join('.'), value) : value) : item)) as T;
  }
  const held: Data = isData(data) ? data : {};
  const next = rest.length > 0 ? withValue(held[key] ?? {}, rest.join('.'), value) : value;
  const { [key]: _, ...others } = held;
  return (next === undefined ? others : { ...held, [key]: next }) as T;
}

/** Lines of text as pairs: `name: value`. Lines without a colon are kept as names, so that nothing typed is lost. */
export function readPairs(text: string): Record<string, string> {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  return Object.fromEntries(lines.map((line) => {
    const colon = line.indexOf(':');
    return colon === -1 ? [line.trim(), ''] : [line.slice(0, colon).trim(), line.slice(colon + 1).trim()];
  }));
}

export const writePairs = (pairs: unknown): string => (isData(pairs) ? Object.entries(pairs).map(([name, value]) => `${name}: ${String(value)}`).join('\n') : '');

export const readLines = (text: string): string[] => text.split('\n').map((line) => line.trim()).filter(Boolean);

/** What the server refused, by path; of a list the first of its items that is wrong. */
export function errorAt(errors: Readonly<Record<string, string>>, path: string): string | undefined {
  const exact = errors[path];
  if (exact !== undefined) return exact;
  const within = Object.keys(errors).find((key) => key.startsWith(`${path}.`));
  return within === undefined ? undefined : errors[within];
}
