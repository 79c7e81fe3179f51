import { criticalPath } from './criticalPath';
import { foldSiblings } from './folds';
import { selfTimeByService, selfTimeNs } from './selfTime';
import type { SpanNode, Trace, TraceSpan } from './types';

const NS_PER_SECOND = 1e9;
/** Clocks of machines differ by less all the time: nothing to tell. */
const SKEW_FROM_NS = 1e6;

/** The trace of these spans, in whatever order and however incomplete they arrived. At least one is needed. */
export function buildTrace(spans: readonly TraceSpan[]): Trace {
  const startNs = spans.map((span) => BigInt(span.start_ns)).reduce((least, each) => (each < least ? each : least));
  const byKey = new Map<string, SpanNode>();
  for (const span of spans) {
    const node = toNode(span, startNs, freeKey(span.span_id, byKey));
    byKey.set(node.key, node);
  }
  const all = [...byKey.values()].toSorted((a, b) => a.startNs - b.startNs || b.durationNs - a.durationNs);
  const roots = linked(all, byKey);
  const nodes = depthFirst(roots);
  for (const node of nodes) {
    node.selfNs = selfTimeNs(node);
    const early = node.parent && node.parent.span.service !== node.span.service ? node.parent.startNs - node.startNs : 0;
    if (early > SKEW_FROM_NS) node.skewNs = early;
  }
  const root = longest(roots.filter(({ orphan }) => !orphan)) ?? longest(roots)!;
  return {
    startNs,
    startSeconds: Number(startNs) / NS_PER_SECOND,
    durationNs: nodes.reduce((end, node) => Math.max(end, node.endNs), 0),
    roots,
    root,
    nodes,
    byKey,
    folds: foldSiblings(nodes),
    criticalPath: criticalPath(root),
    failed: nodes.filter(({ failed }) => failed),
    services: selfTimeByService(nodes),
  };
}

function toNode(span: TraceSpan, traceStart: bigint, key: string): SpanNode {
  const startNs = Number(BigInt(span.start_ns) - traceStart);
  const durationNs = Math.max(0, span.duration_ns);
  const failed = span.status.toLowerCase() === 'error';
  return { key, span, startNs, durationNs, endNs: startNs + durationNs, failed, parent: null, children: [], depth: 0, selfNs: 0 };
}

function freeKey(id: string, taken: ReadonlyMap<string, SpanNode>): string {
  if (!taken.has(id)) return id;
  let copy = 2;
  while (taken.has(`${id}~${copy}`)) copy += 1;
  return `${id}~${copy}`;
}

/** Gives spans their parents and children; the answer is those at the top. Spans that are each other's parents would hang in the air: the first of them goes to the top. */
function linked(byStart: readonly SpanNode[], byKey: ReadonlyMap<string, SpanNode>): SpanNode[] {
  const roots: SpanNode[] = [];
  for (const node of byStart) {
    const parent = byKey.get(node.span.parent_id);
    if (node.span.parent_id !== '' && !parent) node.orphan = 'missing-parent';
    if (parent && parent !== node) {
      node.parent = parent;
      parent.children.push(node);
    } else {
      if (parent === node) node.orphan = 'cycle';
      roots.push(node);
    }
  }
  const reached = new Set(depthFirst(roots));
  for (const node of byStart) {
    if (reached.has(node)) continue;
    node.parent!.children = node.parent!.children.filter((child) => child !== node);
    node.parent = null;
    node.orphan = 'cycle';
    roots.push(node);
    for (const each of depthFirst([node])) reached.add(each);
  }
  return roots.toSorted((a, b) => a.startNs - b.startNs);
}

/** Each span before its children, with its depth. */
function depthFirst(roots: readonly SpanNode[]): SpanNode[] {
  const found: SpanNode[] = [];
  const open = roots.toReversed();
  for (let node = open.pop(); node; node = open.pop()) {
    node.depth = node.parent ? node.parent.depth + 1 : 0;
    found.push(node);
    open.push(...node.children.toReversed());
  }
  return found;
}

const longest = (nodes: readonly SpanNode[]): SpanNode | undefined => nodes.toSorted((a, b) => b.durationNs - a.durationNs)[0];
