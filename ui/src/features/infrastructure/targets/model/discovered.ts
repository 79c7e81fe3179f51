import type { Pool } from '../api';
import { contains, isBuiltIn, spelledLabels } from './targets';
import type { TargetsSearch } from '../search';

/** What discovery found, and what became of it: the labels of a target, or null where a rule dropped it. */
export type Discovered = {
  key: string;
  pool: string;
  discovered: Readonly<Record<string, string>>;
  labels: Readonly<Record<string, string>> | null;
};

/** Whether a job comes from the configuration: the server's own collectors need no discovery. */
export const isDiscovered = ({ active }: Pool): boolean => !active.some(isBuiltIn);

/** Targets first, as they come from the server; then what was dropped. */
export function discoveredRows(pools: readonly Pool[]): Discovered[] {
  return pools
    .filter(isDiscovered)
    .flatMap(({ name: pool, active, dropped }) => [
      ...active.map(({ discovered_labels, labels }, i) => ({ key: `${pool} + ${i}`, pool, discovered: discovered_labels, labels })),
      ...dropped.map(({ discovered_labels }, i) => ({ key: `${pool} - ${i}`, pool, discovered: discovered_labels, labels: null })),
    ]);
}

/** Whether job and text agree. The text is looked for in the labels before and after. */
export function isFound(row: Discovered, { pool, q }: TargetsSearch): boolean {
  if (pool && row.pool !== pool) return false;
  return !q || contains([...spelledLabels(row.discovered), ...spelledLabels(row.labels ?? {})], q);
}

export type LabelChange = { name: string; before: string | undefined; after: string | undefined };

/** Label by label what relabelling did: those of the target first. */
export function labelChanges({ discovered, labels }: Pick<Discovered, 'discovered' | 'labels'>): LabelChange[] {
  const names = [...new Set([...Object.keys(labels ?? {}), ...Object.keys(discovered)])];
  return names.map((name) => ({ name, before: discovered[name], after: labels?.[name] }));
}
