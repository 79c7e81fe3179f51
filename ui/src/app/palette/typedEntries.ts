import { IconChartLine, IconListSearch, IconRoute } from '@tabler/icons-react';
import { logsLink, metricsLink, traceLink, tracesLink } from '@/core/links';
import { metricIn } from '@/core/promql/unit';
import type { Entry } from './entry';
import { readTraceReference } from './traceId';

/** What the typed text itself leads to: the trace of a pasted id, the graph of a PromQL expression, and a search for anything. */
export function entriesFor(typed: string, permissions: readonly string[]): { first: Entry[]; last: Entry[] } {
  const text = typed.trim();
  if (text === '') return { first: [], last: [] };
  const [logs, traces] = [permissions.includes('logs:read'), permissions.includes('traces:read')];
  const reference = readTraceReference(text);
  const search = reference ? `trace_id:${reference.traceId}` : text;
  const trace: Entry = {
    id: 'typed:trace', group: 'Open', label: `Trace ${reference?.traceId}`, icon: IconRoute, go: traceLink(reference?.traceId ?? '', reference?.spanId),
  };
  const inLogs: Entry = { id: 'typed:logs', group: 'Search', label: `Search logs for “${text}”`, icon: IconListSearch, go: logsLink({ query: search }) };
  const inTraces: Entry = { id: 'typed:traces', group: 'Search', label: `Search traces for “${text}”`, icon: IconRoute, go: tracesLink({ query: search }) };
  const graph: Entry = { id: 'typed:metrics', group: 'Open', label: `Metrics: ${text}`, icon: IconChartLine, go: metricsLink([text]) };
  const metrics = permissions.includes('metrics:read') && isPromql(text);
  return {
    first: [...(reference && traces ? [trace] : []), ...(metrics ? [graph] : [])],
    last: [...(logs ? [inLogs] : []), ...(traces && !reference ? [inTraces] : [])],
  };
}

/** Whether a text is an expression of PromQL and no mere word: it calls, selects, or has a metric's underscores. */
const isPromql = (text: string): boolean => /[({]|_/.test(text) && metricIn(text) !== undefined;
