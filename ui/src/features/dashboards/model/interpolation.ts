import { spellValue } from '@/core/search/spelling';

/**
 * Variables in queries, as Grafana reads them and as `dashboards/interpolation.py` of the server does: `$name`, `${name}`,
 * `${name:format}`, `${name.field}` and `[[name]]`. docs/dashboards.md has the table. A name nobody knows stays as it is written.
 */

export const ALL = '$__all';
export const SCRAPE_INTERVAL_MS = 15_000;
const VARIABLE = /\$([\p{L}\p{N}_]+)|\$\{([\p{L}\p{N}_]+)(?:\.[^:}]+)?(?::([^}]+))?\}|\[\[([\p{L}\p{N}_]+)(?::([\p{L}\p{N}_]+))?\]\]/gu;

/**
 * What is chosen for a variable. `several`: it may have more than one value, so PromQL matches it as a pattern.
 * `options` are all choices, for All without an `allValue`; `allValue` stands for All as it is written.
 */
export type Chosen = { values: readonly string[]; several?: boolean; options?: readonly string[]; allValue?: string };
export type Scope = Readonly<Record<string, Chosen>>;

/** What a panel is drawn for: its range and the step its points have, in ms. */
export type Moment = { startMs: number; endMs: number; stepMs: number };

/** The variables every query has. */
export function builtIn({ startMs, endMs, stepMs }: Moment, scrapeMs = SCRAPE_INTERVAL_MS): Record<string, string> {
  const rangeMs = endMs - startMs;
  const rateMs = Math.max(stepMs + scrapeMs, 4 * scrapeMs);
  const rangeSeconds = String(Math.round(rangeMs / 1000));
  return {
    __interval: duration(stepMs),
    __interval_ms: String(stepMs),
    __auto: duration(stepMs), // of Loki queries
    __rate_interval: duration(rateMs),
    __rate_interval_ms: String(rateMs),
    __range: `${rangeSeconds}s`,
    __range_s: rangeSeconds,
    __range_ms: String(rangeMs),
    __from: String(startMs),
    __to: String(endMs),
  };
}

const UNITS: [string, number][] = [['d', 86_400_000], ['h', 3_600_000], ['m', 60_000], ['s', 1000]];

/** As PromQL writes it: `15s`, `1m`, `500ms`. */
export function duration(milliseconds: number): string {
  const fits = milliseconds ? UNITS.find(([, size]) => milliseconds % size === 0) : undefined;
  return fits ? `${milliseconds / fits[1]}${fits[0]}` : `${milliseconds}ms`;
}

/** The variables a text names. */
export const namesIn = (text: string): Set<string> => new Set([...text.matchAll(VARIABLE)].map((found) => nameOf(found)));

const nameOf = (found: readonly (string | undefined)[]): string => found[1] ?? found[2] ?? found[4] ?? '';

/** How values are written where a text names no format. `any`: all there are, without a list of them. */
type Writing = { write: (values: readonly string[]) => string; any: string };

/** In our search language: a value as it is spelled there, several in parentheses. */
export const SEARCH: Writing = { write: (values) => (values.length === 1 ? spellValue(values[0]!) : `(${values.map(spellValue).join(' OR ')})`), any: '*' };

/** The text with its variables put in; `otherwise` is the format where none is written. */
export function interpolated(text: string, scope: Scope, given: Readonly<Record<string, string>>, otherwise: string | Writing = 'promql'): string {
  return text.replace(VARIABLE, (...found: (string | undefined)[]) => {
    const name = nameOf(found);
    const how = found[3] ?? found[5] ?? '';
    if (Object.hasOwn(given, name)) return moment(name, given[name]!, how);
    return Object.hasOwn(scope, name) ? formatted(scope[name]!, how || otherwise) : found[0]!;
  });
}

function formatted({ values, several = false, options = [], allValue = '' }: Chosen, how: string | Writing): string {
  const all = values.includes(ALL);
  if (all && allValue) return allValue;
  if (all && options.length === 0) return typeof how === 'string' ? '.*' : how.any;
  const put = all ? options : values;
  if (typeof how !== 'string') return how.write(put);
  if (how === 'promql') return promql(put, several);
  return (FORMATS[how] ?? glob)(put);
}

/** In quotes of a PromQL string: patterns where several may be chosen, else the text itself. */
function promql(values: readonly string[], several: boolean): string {
  if (!several) return values.map((value) => value.replaceAll('\\', '\\\\').replaceAll('"', '\\"')).join(',');
  const escaped = values.map((value) => value.replace(/[\\^$*+?.()|{}[\]"]/g, (sign) => (sign === '\\' ? '\\\\\\\\' : sign === '"' ? '\\"' : `\\\\${sign}`)));
  return escaped.length === 1 ? escaped[0]! : `(${escaped.join('|')})`;
}

function regex(values: readonly string[]): string {
  const escaped = values.map((value) => value.replace(/[\\^$*+?.()|{}[\]/]/g, String.raw`\$&`));
  return escaped.length === 1 ? escaped[0]! : `(${escaped.join('|')})`;
}

const glob = (values: readonly string[]): string => (values.length === 1 ? values[0]! : `{${values.join(',')}}`);
const quoted = (quote: string, escaped: string) => (values: readonly string[]) => values.map((value) => quote + value.replaceAll(quote, escaped) + quote).join(',');

/** How several values are written, by the word after the colon; one not known here is `glob`, as in Grafana. */
const FORMATS: Readonly<Record<string, (values: readonly string[]) => string>> = {
  raw: (values) => values.join(','),
  text: (values) => values.join(' + '),
  csv: (values) => values.join(','),
  pipe: (values) => values.join('|'),
  regex,
  glob,
  json: (values) => (values.length === 1 ? JSON.stringify(values[0]) : `[${values.map((value) => JSON.stringify(value)).join(', ')}]`),
  doublequote: quoted('"', String.raw`\"`),
  singlequote: quoted("'", String.raw`\'`),
  sqlstring: quoted("'", "''"),
  percentencode: (values) => encodeURIComponent(glob(values)),
};

/** `${__from:date}` and its like; without a format the milliseconds. */
function moment(name: string, value: string, how: string): string {
  if ((name !== '__from' && name !== '__to') || !how.startsWith('date')) return value;
  return how === 'date:seconds' ? String(Math.floor(Number(value) / 1000)) : new Date(Number(value)).toISOString();
}

/** A title or legend for people: All is called so, several values are told one after another. */
export function titled(text: string, scope: Scope): string {
  if (!text.includes('$') && !text.includes('[[')) return text;
  const told = Object.fromEntries(Object.entries(scope).map(([name, chosen]) => [name, chosen.values.includes(ALL) ? { values: ['All'] } : chosen]));
  return interpolated(text, told, {}, 'text');
}
