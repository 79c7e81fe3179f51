import type { Fold, SpanNode, Trace } from './types';

/** A line of the waterfall: a span, or a run of equal siblings in one. */
export type Row = {
  key: string;
  node: SpanNode;
  /** From 0. */
  depth: number;
  /** Undefined where there is nothing to open. */
  expanded?: boolean;
  fold?: Fold;
};

/** What was opened or closed by hand: spans are open by themselves, folds are closed. */
export type Toggled = ReadonlySet<string>;

/** The lines in view, each before what it holds. */
export function visibleRows(trace: Trace, toggled: Toggled): Row[] {
  const rows: Row[] = [];
  type Open = { node: SpanNode; inFold: boolean };
  const open: Open[] = trace.roots.toReversed().map((node) => ({ node, inFold: false }));
  for (let next = open.pop(); next; next = open.pop()) {
    const { node, inFold } = next;
    const fold = inFold || node.fold === undefined ? undefined : trace.folds.get(node.fold);
    if (fold && fold.nodes[0] !== node) continue;
    if (fold) {
      const expanded = toggled.has(fold.key);
      rows.push({ key: fold.key, node, depth: node.depth, expanded, fold });
      if (expanded) open.push(...fold.nodes.toReversed().map((member) => ({ node: member, inFold: true })));
      continue;
    }
    const expanded = node.children.length > 0 ? !toggled.has(node.key) : undefined;
    rows.push({ key: node.key, node, depth: node.depth + (inFold ? 1 : 0), expanded });
    if (expanded) open.push(...node.children.toReversed().map((child) => ({ node: child, inFold: false })));
  }
  return rows;
}

/** The same, with everything opened that a span is hidden in. */
export function revealed(node: SpanNode, toggled: Toggled): Toggled {
  const next = new Set(toggled);
  for (let above = node.parent; above; above = above.parent) next.delete(above.key);
  if (node.fold !== undefined) next.add(node.fold);
  return next.size === toggled.size && [...next].every((key) => toggled.has(key)) ? toggled : next;
}

/** Everything closed but the tops. */
export const collapsed = (trace: Trace): Toggled => new Set(trace.nodes.filter(({ depth, children }) => depth > 0 && children.length > 0).map(({ key }) => key));

/** The line to go to with `←`: the one this is inside of. */
export function enclosing(rows: readonly Row[], index: number): Row | undefined {
  const depth = rows[index]?.depth ?? 0;
  return rows.slice(0, index).findLast((row) => row.depth < depth);
}
