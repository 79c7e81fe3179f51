import type { Schemas } from '@/api/client';

/** A trace with the longest of its spans that was looked for. */
export type SlowTrace = { trace: Schemas['TraceSummary']; ms: number; spanId: string | undefined };

/** Traces by the longest matched span of the service; a trace without one counts as a whole. */
export function slowestFirst(traces: readonly Schemas['TraceSummary'][], service: string): SlowTrace[] {
  return traces
    .map((trace): SlowTrace => {
      const spans = trace.matched_spans.filter((span) => span.service === service);
      const [longest] = spans.toSorted((a, b) => b.duration_ns - a.duration_ns);
      return { trace, ms: longest ? longest.duration_ns / 1e6 : trace.duration_ms, spanId: longest?.span_id };
    })
    .toSorted((a, b) => b.ms - a.ms);
}
