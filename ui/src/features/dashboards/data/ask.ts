import { api, unwrap } from '@/api/client';
import { queryInstant, queryRange } from '@/api/prometheus';
import { toNumber, type InstantResult, type Labels, type RangeSeries } from '@/core/promql/answers';
import { onGrid, timesOf } from '@/core/promql/grid';
import { alignRange } from '@/core/promql/step';
import type { LogRow, Series, TraceRow } from '../model/frames';
import { gate } from './gate';

export type Span = { start: number; end: number };
/** Series that are not named yet, records or traces; `said` is what the server has to say about the answer. */
export type Answered = { series: Omit<Series, 'name' | 'ref'>[]; logs?: LogRow[]; traces?: TraceRow[]; said: string[]; span: Span };

/** No chart can be read with more lines, no table with more rows. */
const MOST_SERIES = 500;
const MOST_ROWS = 5000;
const MOST_RECORDS = 1000;
const MOST_TRACES = 200;
const NATIVE = 'Native histograms are shown by histogram_quantile() or histogram_avg() of them.';

const labelsOf = (metric: Labels): Record<string, string> => ({ ...metric });

/** The values of an expression over a span, every `step` seconds. */
export async function askRange(query: string, span: Span, step: number, signal: AbortSignal): Promise<Answered> {
  const aligned = alignRange(span, step);
  const { data, warnings } = await gate(() => queryRange(query, aligned, step, MOST_SERIES, signal), signal);
  const grid = { ...aligned, step };
  const times = timesOf(grid);
  const series = data.result.map(({ metric, values = [] }) => ({ labels: labelsOf(metric), times, values: onGrid(values, grid) }));
  return { series, said: [...warnings, ...nativeOnly(data.result)], span };
}

/** Its values at the end of a span, or now when that is to come. */
export async function askInstant(query: string, span: Span, signal: AbortSignal): Promise<Answered> {
  const at = Math.min(span.end, Date.now() / 1000);
  const { data, warnings } = await gate(() => queryInstant(query, at, MOST_ROWS, signal), signal);
  return { series: instantSeries(data), said: warnings, span };
}

function instantSeries(data: InstantResult): Answered['series'] {
  if (data.resultType === 'vector') return data.result.flatMap(({ metric, value }) => (value ? [{ labels: labelsOf(metric), times: [value[0]], values: [finite(value[1])] }] : []));
  if (data.resultType === 'matrix') {
    return data.result.map(({ metric, values = [] }) => ({ labels: labelsOf(metric), times: values.map(([time]) => time), values: values.map(([, text]) => finite(text)) }));
  }
  const [time, text] = data.result;
  return data.resultType === 'scalar' ? [{ labels: {}, times: [time], values: [finite(text)] }] : [{ labels: { value: text }, times: [time], values: [null] }];
}

function finite(text: string): number | null {
  const value = toNumber(text);
  return Number.isFinite(value) ? value : null;
}

const nativeOnly = (result: readonly RangeSeries[]): string[] => (result.some(({ values, histograms }) => !values && histograms) ? [NATIVE] : []);

/** Log records of a search, newest or oldest first. */
export async function askLogs(query: string, { start, end }: Span, limit: number | null, newestFirst: boolean, signal: AbortSignal): Promise<Answered> {
  const body = { query, start, end, limit: Math.min(limit ?? 100, MOST_RECORDS), direction: newestFirst ? ('backward' as const) : ('forward' as const) };
  const { rows, notices } = await gate(() => unwrap(api.POST('/rest/logs/search', { body, signal })), signal);
  return { series: [], logs: rows, said: notices, span: { start, end } };
}

/** Traces of a search, newest first. */
export async function askTraces(query: string, { start, end }: Span, limit: number | null, signal: AbortSignal): Promise<Answered> {
  const { traces, notices } = await gate(() => unwrap(api.POST('/rest/traces/search', { body: { query, start, end, limit: Math.min(limit ?? 50, MOST_TRACES) }, signal })), signal);
  return { series: [], traces, said: notices, span: { start, end } };
}
