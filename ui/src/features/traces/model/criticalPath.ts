import type { SpanNode } from './types';

/**
 * The spans that decided when the root ended, walking back from its end: of the children the one that ended last, then the last that
 * ended before that one began, and so on, and the same within each of them. What outlives its parent counts up to the parent's end.
 */
export function criticalPath(root: SpanNode): ReadonlySet<string> {
  const path = new Set<string>();
  const open: { node: SpanNode; untilNs: number }[] = [{ node: root, untilNs: root.endNs }];
  for (let next = open.pop(); next; next = open.pop()) {
    const { node, untilNs } = next;
    path.add(node.key);
    let reachedNs = Math.min(untilNs, node.endNs);
    const latestFirst = node.children.toSorted((a, b) => b.endNs - a.endNs || b.startNs - a.startNs);
    for (const child of latestFirst) {
      const endNs = Math.min(child.endNs, node.endNs, untilNs);
      if (endNs > reachedNs || child.startNs >= endNs) continue;
      open.push({ node: child, untilNs: endNs });
      reachedNs = child.startNs;
    }
  }
  return path;
}
