/** A range as it stands in the URL: `now-6h`, `now`, epoch milliseconds or ISO text. */
export type TimeRange = { from: string; to: string };
export type Zone = 'local' | 'utc';

export const DEFAULT_RANGE: TimeRange = { from: 'now-15m', to: 'now' };
export const PRESETS = ['5m', '15m', '30m', '1h', '3h', '6h', '12h', '24h', '2d', '7d', '30d'];

const UNIT_SECONDS: Record<string, number> = { s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 };
const UNIT_NAMES: Record<string, string> = { s: 'second', m: 'minute', h: 'hour', d: 'day', w: 'week' };
const RELATIVE = /^now-(\d{1,6})([smhdw])$/;
const EPOCH_MS = /^\d{10,16}$/;

/** Epoch seconds of one end of a range, or undefined when the text is no time. */
export function resolveTime(text: string, nowSeconds: number): number | undefined {
  if (text === 'now') return nowSeconds;
  const relative = RELATIVE.exec(text);
  if (relative) return nowSeconds - Number(relative[1]) * (UNIT_SECONDS[relative[2]!] ?? 0);
  if (EPOCH_MS.test(text)) return Number(text) / 1000;
  const parsed = Date.parse(text);
  return Number.isNaN(parsed) ? undefined : parsed / 1000;
}

/** The range of a link. A bad one falls back to the usual one, and `problem` says so in words for the reader. */
export function readRange(search: { from?: string; to?: string }, nowSeconds: number, usual = DEFAULT_RANGE): { range: TimeRange; problem?: string } {
  const range = { from: search.from ?? usual.from, to: search.to ?? usual.to };
  const start = resolveTime(range.from, nowSeconds);
  const end = resolveTime(range.to, nowSeconds);
  const shown = `showing the ${describeRange(usual, 'local').toLowerCase()}`;
  if (start === undefined) return { range: usual, problem: `The link’s start “${range.from}” is not a time: ${shown}.` };
  if (end === undefined) return { range: usual, problem: `The link’s end “${range.to}” is not a time: ${shown}.` };
  if (end <= start) return { range: usual, problem: `The link’s time range ends before it starts: ${shown}.` };
  return { range };
}

export function isRelative(range: TimeRange): boolean {
  return range.to === 'now' && RELATIVE.test(range.from);
}

/** "Now", rounded so that panels share cache entries between refreshes: a 5-hundredth of the span, 5 s at least. */
export function roundedNow(range: TimeRange, nowSeconds: number): number {
  const span = (resolveTime(range.to, nowSeconds) ?? nowSeconds) - (resolveTime(range.from, nowSeconds) ?? nowSeconds);
  const step = Math.max(5, 2 ** Math.round(Math.log2(Math.max(span / 500, 1))));
  return Math.ceil(nowSeconds / step) * step;
}

/** The range in epoch seconds as requests want it. */
export function resolveRange(range: TimeRange, nowSeconds: number): { start: number; end: number } {
  const now = roundedNow(range, nowSeconds);
  return { start: resolveTime(range.from, now) ?? now, end: resolveTime(range.to, now) ?? now };
}

export function describeRange(range: TimeRange, zone: Zone): string {
  const relative = RELATIVE.exec(range.from);
  if (relative && range.to === 'now') {
    const unit = UNIT_NAMES[relative[2]!];
    return relative[1] === '1' ? `Last ${unit}` : `Last ${relative[1]} ${unit}s`;
  }
  const now = Date.now() / 1000;
  const start = resolveTime(range.from, now) ?? now;
  const end = resolveTime(range.to, now) ?? now;
  const sameDay = formatDate(start, zone) === formatDate(end, zone);
  return `${formatDateTime(start, zone)} – ${sameDay ? formatTime(end, zone) : formatDateTime(end, zone)}`;
}

const pad = (value: number, length = 2) => String(value).padStart(length, '0');

/** A Date whose local getters give the wall clock of the zone. */
export function wallClock(seconds: number, zone: Zone): Date {
  const date = new Date(seconds * 1000);
  return zone === 'utc' ? new Date(date.getTime() + date.getTimezoneOffset() * 60_000) : date;
}

/** `14:03:09`, or `14:03:09.120` with milliseconds. */
export function formatTime(seconds: number, zone: Zone, milliseconds = false): string {
  const date = wallClock(seconds, zone);
  const text = `${pad(date.getHours())}:${pad(date.getMinutes())}:${pad(date.getSeconds())}`;
  return milliseconds ? `${text}.${pad(date.getMilliseconds(), 3)}` : text;
}

export function formatDate(seconds: number, zone: Zone): string {
  const date = wallClock(seconds, zone);
  return `${date.getFullYear()}-${pad(date.getMonth() + 1)}-${pad(date.getDate())}`;
}

export function formatDateTime(seconds: number, zone: Zone, milliseconds = false): string {
  return `${formatDate(seconds, zone)} ${formatTime(seconds, zone, milliseconds)}`;
}

/** How long ago, short: `12s`, `4m`, `3h 5m`, `9d`. Never negative: clocks of senders run ahead at times. */
export function ago(seconds: number, nowSeconds: number): string {
  const age = Math.max(0, nowSeconds - seconds);
  if (age < 60) return `${Math.floor(age)}s`;
  if (age < 3600) return `${Math.floor(age / 60)}m`;
  if (age < 86_400) return `${Math.floor(age / 3600)}h ${Math.floor((age % 3600) / 60)}m`;
  return `${Math.floor(age / 86_400)}d`;
}

/** What the picker shows for one end of the range: relative text as it is, everything else as a date. */
export function toPickerText(text: string, zone: Zone): string {
  if (text === 'now' || RELATIVE.test(text)) return text;
  const seconds = resolveTime(text, 0);
  return seconds === undefined ? text : formatDateTime(seconds, zone);
}

/** The URL's form of what was typed into the picker, or undefined when it is no time. */
export function fromPickerText(typed: string, zone: Zone): string | undefined {
  const text = typed.trim();
  if (text === 'now' || RELATIVE.test(text)) return text;
  const hasZone = /(?:Z|[+-]\d{2}:?\d{2})$/i.test(text);
  const parsed = Date.parse(zone === 'utc' && !hasZone ? `${text.replace(' ', 'T')}Z` : text);
  return Number.isNaN(parsed) ? undefined : String(parsed);
}

/** Epoch seconds of a server time, which may be ISO text or epoch seconds. */
export function toSeconds(time: string | number): number {
  return typeof time === 'number' ? time : Date.parse(time) / 1000;
}

/** `UTC`, or the browser's offset as `UTC+2`. */
export function zoneLabel(zone: Zone, now = new Date()): string {
  const minutes = zone === 'utc' ? 0 : -now.getTimezoneOffset();
  if (minutes === 0) return 'UTC';
  const hours = Math.floor(Math.abs(minutes) / 60);
  const rest = Math.abs(minutes) % 60;
  return `UTC${minutes < 0 ? '−' : '+'}${hours}${rest ? `:${pad(rest)}` : ''}`;
}
