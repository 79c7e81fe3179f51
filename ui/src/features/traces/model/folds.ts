import { grouped } from './grouped';
import type { Fold, SpanNode } from './types';

/** Fewer than this are worth a row each. */
export const FOLD_FROM = 5;

/** The runs of equal siblings among the children of these spans. Their members are told which run they belong to. */
export function foldSiblings(parents: readonly SpanNode[]): Map<string, Fold> {
  const folds = new Map<string, Fold>();
  for (const parent of parents) {
    if (parent.children.length < FOLD_FROM) continue;
    const alike = grouped(parent.children.filter(isPlainLeaf), ({ span }) => `${span.service}\n${span.name}`);
    for (const nodes of alike.values()) {
      if (nodes.length < FOLD_FROM) continue;
      const key = `fold:${nodes[0]!.key}`;
      for (const node of nodes) node.fold = key;
      const totalNs = nodes.reduce((sum, { durationNs }) => sum + durationNs, 0);
      folds.set(key, { key, nodes, startNs: nodes[0]!.startNs, endNs: Math.max(...nodes.map(({ endNs }) => endNs)), totalNs });
    }
  }
  return folds;
}

/** What failed stays in sight. */
const isPlainLeaf = (node: SpanNode): boolean => node.children.length === 0 && !node.failed;
