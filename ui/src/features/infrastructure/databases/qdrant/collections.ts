import { rowsBy, type Figures } from '../../panels/model/values';

type Figure = 'points' | 'indexed' | 'segments' | 'vectors' | 'disk' | 'ram' | 'queue' | 'probe';

/** A collection of vectors. `status` is the server's word, empty when it is not told. */
export type Collection = { name: string; status: string; optimiser: boolean | undefined; figures: Partial<Record<Figure, number>> };

const own = (metric: string): string => `max by (collection) (qdrant_collection_${metric}{$of})`;

export const COLLECTIONS = {
  points: own('points'),
  indexed: own('indexed_vectors'),
  segments: own('segments'),
  vectors: own('vectors_bytes'),
  disk: own('disk_bytes'),
  ram: own('ram_bytes'),
  queue: own('update_queue_length'),
  probe: 'max by (collection) (qdrant_probe_duration_seconds{$of})',
  optimiser: own('optimizer_ok'),
  status: 'max by (collection, status) (qdrant_collection_status{$of}) == 1',
};

/** The collections a server tells of. */
export function collectionsOf(figures: Figures): Collection[] {
  const status = new Map((figures.status ?? []).map(({ labels }) => [labels.collection, labels.status ?? '']));
  return rowsBy(figures, Object.keys(COLLECTIONS), ['collection']).map(({ labels: { collection = '' }, figures: found }) => {
    const { optimiser, status: _, ...rest } = found;
    return { name: collection, status: status.get(collection) ?? '', optimiser: optimiser === undefined ? undefined : optimiser === 1, figures: rest };
  });
}
