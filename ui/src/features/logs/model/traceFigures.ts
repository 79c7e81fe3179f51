import type { Schemas } from '@/api/client';

type Span = Pick<Schemas['TraceSpan'], 'span_id' | 'parent_id' | 'name' | 'service' | 'status' | 'start_ns' | 'duration_ns'>;

export type TraceFigures = { name: string; milliseconds: number; spans: number; services: number; errors: number };

/** What a trace was in a line: its first root's name, how long from the first start to the last end. Undefined without spans. */
export function traceFigures(spans: readonly Span[]): TraceFigures | undefined {
  const [first] = spans;
  if (!first) return undefined;
  const known = new Set(spans.map(({ span_id }) => span_id));
  const root = spans.find(({ parent_id }) => !known.has(parent_id)) ?? first;
  const starts = BigInt(first.start_ns);
  let [from, to] = [0, 0];
  for (const { start_ns, duration_ns } of spans) {
    // Nanoseconds since 1970 do not fit into a number: only the distance to the first span does.
    const at = Number(BigInt(start_ns) - starts);
    from = Math.min(from, at);
    to = Math.max(to, at + duration_ns);
  }
  return {
    name: root.name,
    milliseconds: (to - from) / 1e6,
    spans: spans.length,
    services: new Set(spans.map(({ service }) => service)).size,
    errors: spans.filter(({ status }) => status.toLowerCase() === 'error').length,
  };
}
