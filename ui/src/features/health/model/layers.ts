import type { Edge, Node } from '../api/dependencies';

/** Nodes in columns from the left: what carries nothing first, then what it stands on, and so on. Those without any edge are left out. */
export function layersOf(nodes: readonly Node[], edges: readonly Edge[]): Node[][] {
  const tied = nodes.filter(({ id }) => edges.some(({ from, to }) => from === id || to === id));
  const depth = new Map(tied.map(({ id }) => [id, 0]));
  // Longest path from the left; circles end after as many rounds as there are nodes.
  for (let round = 0; round < tied.length; round += 1) {
    let moved = false;
    for (const { from, to } of edges) {
      const next = (depth.get(from) ?? 0) + 1;
      if (depth.has(to) && next > depth.get(to)! && next < tied.length) {
        depth.set(to, next);
        moved = true;
      }
    }
    if (!moved) break;
  }
  const layers: Node[][] = [];
  for (const node of tied) (layers[depth.get(node.id)!] ??= []).push(node);
  return layers.filter(Boolean);
}
