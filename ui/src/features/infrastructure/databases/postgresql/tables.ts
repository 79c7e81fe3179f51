import { ratio, rowsBy, type Figures } from '../../panels/model/values';

/** A table of a database. Times are epoch seconds, null when never. */
export type Table = {
  id: string;
  name: string;
  database: string;
  size: number | null;
  indexes: number | null;
  live: number | null;
  dead: number | null;
  deadShare: number | null;
  /** Bytes its dead rows take, going by their share. */
  bloat: number | null;
  vacuumed: number | null;
  /** Share of scans that read the whole table. */
  scans: number | null;
  changes: number | null;
};

const of = (metric: string): string => `pg_stat_user_tables_${metric}{$of}`;

export const TABLES = {
  size: of('table_size_bytes'),
  // The exporter of the community tells the size with the indexes under this name.
  total: of('size_bytes'),
  indexes: of('index_size_bytes'),
  live: of('n_live_tup'),
  dead: of('n_dead_tup'),
  vacuum: of('last_vacuum'),
  autovacuum: of('last_autovacuum'),
  sequential: `rate(${of('seq_scan')}[$range])`,
  indexed: `rate(${of('idx_scan')}[$range])`,
  inserted: `rate(${of('n_tup_ins')}[$range])`,
  updated: `rate(${of('n_tup_upd')}[$range])`,
  deleted: `rate(${of('n_tup_del')}[$range])`,
};

/** The tables that are known, the largest first. */
export function tablesOf(figures: Figures): Table[] {
  return rowsBy(figures, Object.keys(TABLES), ['datname', 'schemaname', 'relname'])
    .map(({ labels: { datname = '', schemaname = '', relname = '' }, figures: own }) => {
      const get = (name: keyof typeof TABLES): number | null => own[name] ?? null;
      const size = get('size') ?? get('total');
      const deadShare = ratio(get('dead'), (get('live') ?? 0) + (get('dead') ?? 0));
      const scanned = (get('sequential') ?? 0) + (get('indexed') ?? 0);
      return {
        id: `${datname} ${schemaname} ${relname}`,
        name: schemaname === 'public' ? relname : `${schemaname}.${relname}`,
        database: datname,
        size,
        indexes: get('indexes'),
        live: get('live'),
        dead: get('dead'),
        deadShare,
        bloat: size === null || deadShare === null ? null : size * deadShare,
        vacuumed: Math.max(get('vacuum') ?? 0, get('autovacuum') ?? 0) || null,
        scans: ratio(get('sequential'), scanned),
        changes: get('inserted') === null ? null : (get('inserted') ?? 0) + (get('updated') ?? 0) + (get('deleted') ?? 0),
      };
    })
    .toSorted((a, b) => (b.size ?? 0) + (b.indexes ?? 0) - (a.size ?? 0) - (a.indexes ?? 0));
}

/** From this share of dead rows on, in a table of some size, vacuum does not keep up. */
const MANY_DEAD = 0.2;
const WORTH_ROWS = 10_000;

export const deadTone = ({ deadShare, dead }: Table): 'warning' | undefined => (deadShare !== null && deadShare >= MANY_DEAD && (dead ?? 0) >= WORTH_ROWS ? 'warning' : undefined);
