import type { Schemas } from '@/api/client';

export type TraceSpan = Schemas['TraceSpan'];

/** A span in its place in the trace. Times are nanoseconds since the trace's start: they fit a number exactly. */
export type SpanNode = {
  /** The span id; a second span with the same id gets `~2` behind it. */
  key: string;
  span: TraceSpan;
  startNs: number;
  endNs: number;
  durationNs: number;
  failed: boolean;
  parent: SpanNode | null;
  /** By start. */
  children: SpanNode[];
  depth: number;
  /** The time in which none of its children ran. */
  selfNs: number;
  /** Why it stands at the top although it names a parent. */
  orphan?: 'missing-parent' | 'cycle';
  /** How much earlier than its parent in another service it claims to start: clocks differ. */
  skewNs?: number;
  /** The run of equal siblings it is shown within. */
  fold?: string;
};

/** Equal siblings without children, five or more: the usual shape of a query in a loop. */
export type Fold = { key: string; nodes: readonly SpanNode[]; startNs: number; endNs: number; totalNs: number };

export type Trace = {
  /** Exact, because epoch nanoseconds do not fit a number. */
  startNs: bigint;
  startSeconds: number;
  durationNs: number;
  /** By start; more than one when parents are missing. */
  roots: SpanNode[];
  /** The span everything began with, or the longest of those at the top while it is missing. */
  root: SpanNode;
  /** All spans, each before its children. */
  nodes: SpanNode[];
  byKey: ReadonlyMap<string, SpanNode>;
  folds: ReadonlyMap<string, Fold>;
  /** Keys of the spans that decided how long the trace took. */
  criticalPath: ReadonlySet<string>;
  failed: SpanNode[];
  /** Self time per service, most first. */
  services: { service: string; selfNs: number }[];
};
