import { ApiError, toApiError } from '@/api/problem';
import { toNumber, type InstantResult, type Labels, type RangeSeries } from '@/core/promql/answers';
import { onGrid, timesOf } from '@/core/promql/grid';
import { alignRange } from '@/core/promql/step';
import type { LogRow } from '../model/frames';
import type { Answered, Span } from './ask';
import { gate } from './gate';

type Metadata = { structuredMetadata?: Record<string, string>; parsed?: Record<string, string> };
type Stream = { stream: Record<string, string>; values: [string, string, Metadata?][] };
type Result = { resultType: 'streams'; result: Stream[] } | { resultType: 'matrix'; result: RangeSeries[] };

const MOST_RECORDS = 1000;
const LEVELS: Record<string, number> = { trace: 1, debug: 5, info: 9, warn: 13, error: 17, fatal: 21 };

/** What a LogQL query answers over a span: records of a log query, values every `step` seconds of a metric query. */
export async function askLogql(query: string, span: Span, step: number, limit: number | null, newestFirst: boolean, signal: AbortSignal): Promise<Answered> {
  const aligned = isLogQuery(query) ? span : alignRange(span, step);
  const direction = newestFirst ? 'backward' : 'forward';
  const found = await ask<Result>('query_range', { query, ...aligned, step, limit: Math.min(limit ?? 100, MOST_RECORDS), direction }, signal);
  if (found.resultType === 'streams') return { series: [], logs: rowsOf(found.result, newestFirst), said: [], span };
  const grid = { ...aligned, step };
  const times = timesOf(grid);
  return { series: found.result.map(({ metric, values = [] }) => ({ labels: { ...metric }, times, values: onGrid(values, grid) })), said: [], span };
}

/** The value of a metric query at the end of a span, or now when that is to come. */
export async function askLogqlInstant(query: string, span: Span, signal: AbortSignal): Promise<Answered> {
  const time = Math.min(span.end, Date.now() / 1000);
  const found = await ask<InstantResult>('query', { query, time }, signal);
  const points: [Labels, number, string][] =
    found.resultType === 'vector'
      ? found.result.flatMap(({ metric, value }): [Labels, number, string][] => (value ? [[metric, value[0], value[1]]] : []))
      : found.resultType === 'scalar'
        ? [[{}, found.result[0], found.result[1]]]
        : [];
  return { series: points.map(([labels, at, text]) => ({ labels: { ...labels }, times: [at], values: [finite(text)] })), said: [], span };
}

/** Whether a query asks for records: those can't be asked for at one instant. */
export const isLogQuery = (query: string): boolean => query.trimStart().startsWith('{');

/** Records of streams in one order, as our own search answers them. */
export function rowsOf(streams: readonly Stream[], newestFirst: boolean): LogRow[] {
  const rows = streams.flatMap(({ stream, values }, at) => values.map(([ns, line, more], number) => rowOf(stream, ns, line, more ?? {}, `${at}-${number}`)));
  const sign = newestFirst ? -1 : 1;
  return rows.sort((a, b) => sign * (a.timestamp_ns.length - b.timestamp_ns.length || (a.timestamp_ns < b.timestamp_ns ? -1 : a.timestamp_ns > b.timestamp_ns ? 1 : 0)));
}

function rowOf(stream: Record<string, string>, ns: string, line: string, { structuredMetadata = {}, parsed = {} }: Metadata, id: string): LogRow {
  const { detected_level: detected = '', trace_id = '', span_id = '', ...attributes } = { ...structuredMetadata, ...parsed };
  const level = (detected || stream.level || '').toLowerCase();
  const whole = new Date(Number(ns.slice(0, -6))).toISOString().slice(0, 20);
  return {
    id: `${ns}-${id}`, timestamp: `${whole}${ns.slice(-9)}Z`, timestamp_ns: ns, level: level in LEVELS ? level.toUpperCase() : '',
    severity_number: LEVELS[level] ?? 0, severity_text: level.toUpperCase(), service: stream.service_name ?? '', environment: stream.environment ?? '', version: '',
    body: line, trace_id, span_id, user_id: attributes.user_id ?? '', request_id: attributes.request_id ?? '', event: '', attributes, resource: stream, scope: {},
    received_at_ms: Number(ns.slice(0, -6)),
  };
}

function finite(text: string): number | null {
  const value = toNumber(text);
  return Number.isFinite(value) ? value : null;
}

async function ask<T>(path: string, values: Record<string, string | number>, signal: AbortSignal): Promise<T> {
  const params = new URLSearchParams(Object.entries(values).map(([name, value]) => [name, String(value)]));
  const headers = { Accept: 'application/json', 'X-Loki-Response-Encoding-Flags': 'categorize-labels' };
  const response = await gate(() => fetch(`/loki/api/v1/${path}?${params}`, { signal, headers }), signal);
  const text = await response.text();
  if (response.ok) return (JSON.parse(text) as { data: T }).data;
  const isProblem = response.headers.get('content-type')?.includes('json') === true;
  if (isProblem) throw toApiError(response.status, response.statusText, JSON.parse(text));
  throw new ApiError(response.status, 'The LogQL query was refused', text.trim());
}
