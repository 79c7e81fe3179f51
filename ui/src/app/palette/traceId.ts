/** The trace and, where it is named, the span. */
export type TraceReference = { traceId: string; spanId?: string };

const TRACE_PARENT = /^00-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}$/;
const TRACE_ID = /^[0-9a-f]{32}$/;

/** What somebody pasted, when it is a trace id of 32 hexadecimal digits or a W3C `traceparent`. */
export function readTraceReference(pasted: string): TraceReference | undefined {
  const text = pasted.trim().toLowerCase();
  const parent = TRACE_PARENT.exec(text);
  if (parent) return { traceId: parent[1]!, spanId: parent[2] };
  return TRACE_ID.test(text) && /[1-9a-f]/.test(text) ? { traceId: text } : undefined;
}
