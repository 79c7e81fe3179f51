import { toSeconds } from '@/core/time';
import type { TraceSummary } from '../../api';

/** A trace as its line in the list shows it. */
export type TraceLine = {
  id: string;
  /** Epoch seconds. */
  seconds: number;
  ms: number;
  service: string;
  name: string;
  /** The root span has not come, or lies outside of the caller's scope: a matching span gives the line its name. */
  rootless: boolean;
  spans: number;
  errors: number;
  /** Those with most spans first. */
  services: string[];
  /** The first matching span where it is not the root: why the trace is in the list, and what its page opens with. */
  match?: { spanId: string; name: string; service: string };
};

/** `searched` is whether anything was asked for: without that, every span matches and none explains anything. */
export function toLine(trace: TraceSummary, searched: boolean): TraceLine {
  const first = trace.matched_spans[0];
  const rootless = trace.root_name === '' && trace.root_service === '';
  const isRoot = !rootless && first?.name === trace.root_name && first.service === trace.root_service;
  return {
    id: trace.trace_id,
    seconds: toSeconds(trace.start),
    ms: trace.duration_ms,
    service: rootless ? (first?.service ?? '') : trace.root_service,
    name: rootless ? (first?.name ?? '') : trace.root_name,
    rootless,
    spans: trace.span_count,
    errors: trace.error_count,
    services: trace.services.map(({ service }) => service),
    match: searched && first && !isRoot ? { spanId: first.span_id, name: first.name, service: first.service } : undefined,
  };
}
