import type { ChartDot } from '@/charts/TimeSeries/types';
import { formatValue, type Unit } from '@/core/format';
import { toNumber, type SeriesExemplars } from '@/core/promql/answers';

/** A measurement with the trace it comes from. Time in epoch seconds. */
export type TracedExemplar = { traceId: string; spanId?: string; time: number; value: number };

/** More dots hide each other and what is below them. */
const MOST = 160;

/** Those that lead to a trace, each once. When there are too many, the largest of each moment: slow ones are what one looks for. */
export function tracedExemplars(found: readonly SeriesExemplars[], start: number, end: number): TracedExemplar[] {
  const byTrace = new Map<string, TracedExemplar>();
  for (const { exemplars } of found) {
    for (const { labels, value, timestamp } of exemplars) {
      const traceId = labels.trace_id ?? labels.traceID ?? labels.TraceID;
      const number = toNumber(value);
      if (!traceId || timestamp < start || timestamp > end || !Number.isFinite(number)) continue;
      const exemplar = { traceId, spanId: labels.span_id ?? labels.spanID, time: timestamp, value: number };
      byTrace.set(`${traceId} ${timestamp}`, exemplar);
    }
  }
  const all = [...byTrace.values()].toSorted((a, b) => a.time - b.time);
  return all.length <= MOST ? all : largestOfEach(all, start, end);
}

function largestOfEach(exemplars: readonly TracedExemplar[], start: number, end: number): TracedExemplar[] {
  const cells = new Map<number, TracedExemplar>();
  for (const exemplar of exemplars) {
    const cell = Math.floor(((exemplar.time - start) / (end - start)) * MOST);
    const before = cells.get(cell);
    if (!before || before.value < exemplar.value) cells.set(cell, exemplar);
  }
  return [...cells.values()];
}

/** Exemplars as dots: at their value where the graph's axis is in their unit, else at its foot. */
export const dotsOf = (exemplars: readonly (TracedExemplar & { unit: Unit })[], axisUnit: Unit): ChartDot[] =>
  exemplars.map(({ traceId, time, value, unit }) => ({
    key: traceId,
    time,
    value: unit === axisUnit ? value : undefined,
    label: `Exemplar ${formatValue(value, unit)}: click for its trace`,
  }));
