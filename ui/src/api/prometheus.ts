import type { Answer, InstantResult, Labels, Metadata, RangeResult, SeriesExemplars } from '@/core/promql/answers';
import { faultOf } from '@/core/promql/fault';
import { ApiError, toApiError } from './problem';

type Values = Record<string, string | number | readonly string[] | undefined>;
type Span = { start: number; end: number };

const TITLES: Record<string, string> = {
  bad_data: 'The expression can’t be read',
  execution: 'The query was refused',
  timeout: 'The query took too long',
  canceled: 'The query was cancelled',
  unavailable: 'Metrics can’t be read now',
  internal: 'The server could not answer',
};

/** Asks Prometheus' HTTP API with the page's session. Throws an ApiError in the server's words, with the place in `query` where it names one. */
async function ask<T>(path: string, values: Values, signal: AbortSignal | undefined): Promise<Answer<T>> {
  const began = performance.now();
  const response = await fetch(`/api/v1/${path}?${parameters(values)}`, { signal, headers: { Accept: 'application/json' } });
  const body: unknown = await response.json().catch(() => undefined);
  const milliseconds = performance.now() - began;
  const answer = (typeof body === 'object' && body !== null ? body : {}) as { status?: string; data?: T; error?: string; errorType?: string; warnings?: string[]; infos?: string[] };
  if (answer.status === 'success') return { data: answer.data as T, warnings: answer.warnings ?? [], infos: answer.infos ?? [], milliseconds };
  if (answer.error === undefined) throw toApiError(response.status, response.statusText, body);
  const { query } = values;
  const fault = typeof query === 'string' ? faultOf(answer.error, query) : undefined;
  throw new ApiError(response.status, TITLES[answer.errorType ?? ''] ?? TITLES.internal!, answer.error, {}, fault);
}

function parameters(values: Values): URLSearchParams {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(values)) {
    if (Array.isArray(value)) for (const each of value) params.append(name, each);
    else if (value !== undefined) params.set(name, String(value));
  }
  return params;
}

/** A query's value at one instant, in epoch seconds. `limit` cuts the series and says so in the warnings. */
export const queryInstant = (query: string, time: number, limit: number | undefined, signal?: AbortSignal): Promise<Answer<InstantResult>> =>
  ask('query', { query, time, limit }, signal);

/** Its values from start to end, every `step` seconds. */
export const queryRange = (query: string, { start, end }: Span, step: number, limit: number | undefined, signal?: AbortSignal): Promise<Answer<RangeResult>> =>
  ask('query_range', { query, start, end, step, limit }, signal);

/** Exemplars of all series the query selects. */
export const queryExemplars = async (query: string, { start, end }: Span, signal?: AbortSignal): Promise<SeriesExemplars[]> =>
  (await ask<SeriesExemplars[]>('query_exemplars', { query, start, end }, signal)).data;

/** The names of labels, of all series or of those that match one of the selectors. */
export const labelNames = async (match: readonly string[], signal?: AbortSignal): Promise<string[]> => (await ask<string[]>('labels', { 'match[]': match }, signal)).data;

/** The values of a label, of all series or of those that match one of the selectors. */
export const labelValues = async (name: string, match: readonly string[], signal?: AbortSignal, limit?: number): Promise<string[]> =>
  (await ask<string[]>(`label/${encodeURIComponent(name)}/values`, { 'match[]': match, limit }, signal)).data;

/** The label sets of the series that match one of the selectors. */
export const seriesOf = async (match: readonly string[], span: Span, signal?: AbortSignal, limit?: number): Promise<Labels[]> =>
  (await ask<Labels[]>('series', { 'match[]': match, ...span, limit }, signal)).data;

/** Type, help and unit of every metric family. */
export const metricMetadata = async (signal?: AbortSignal): Promise<Metadata> => (await ask<Metadata>('metadata', {}, signal)).data;

/** The expression, laid out. */
export const formatQuery = async (query: string, signal?: AbortSignal): Promise<string> => (await ask<string>('format_query', { query }, signal)).data;
