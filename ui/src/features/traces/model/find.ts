import type { SpanNode, Trace } from './types';

/** Keys of the spans that hold this text in their name, service, id, message or any attribute, in the order of the waterfall. No text, no answer. */
export function findSpans(trace: Trace, text: string): string[] {
  const wanted = text.trim().toLowerCase();
  return wanted === '' ? [] : trace.nodes.filter((node) => holds(node, wanted)).map(({ key }) => key);
}

function holds({ span }: SpanNode, wanted: string): boolean {
  const has = (value: string) => value.toLowerCase().includes(wanted);
  if ([span.name, span.service, span.span_id, span.status_message, span.kind].some(has)) return true;
  return Object.entries(span.attributes).some(([name, value]) => has(value) || has(`${name}=${value}`));
}

/** The one after (or before) this in a list that goes round; the first when this is not in it. */
export function following(keys: readonly string[], current: string | undefined, by: 1 | -1 = 1): string | undefined {
  const at = current === undefined ? -1 : keys.indexOf(current);
  if (at < 0) return keys[by === 1 ? 0 : keys.length - 1];
  return keys[(at + by + keys.length) % keys.length];
}
