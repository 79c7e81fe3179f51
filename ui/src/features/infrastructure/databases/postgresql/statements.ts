import { rowsBy, type Figures } from '../../panels/model/values';

/** A statement without its constants, over the time range. Rates are per second; `share` is of the time of all statements. */
export type Statement = {
  id: string;
  text: string;
  database: string;
  user: string;
  calls: number;
  /** Seconds of one call; null when it was not called. */
  mean: number | null;
  share: number;
  rows: number | null;
  hit: number | null;
};

const BY = 'by (queryid, datname, user)';

/** What is asked for the table of statements. */
export const STATEMENTS = {
  seconds: `sum ${BY} (rate(pg_stat_statements_seconds_total{$of}[$range]))`,
  calls: `sum ${BY} (rate(pg_stat_statements_calls_total{$of}[$range]))`,
  rows: `sum ${BY} (rate(pg_stat_statements_rows_total{$of}[$range]))`,
  hits: `sum ${BY} (rate(pg_stat_statements_block_hits_total{$of}[$range]))`,
  reads: `sum ${BY} (rate(pg_stat_statements_block_reads_total{$of}[$range]))`,
  texts: 'group by (queryid, query) (last_over_time(pg_stat_statements_query_id{$of}[$range]))',
};

/** The statements that ran, those that took the most time first. */
export function statementsOf(figures: Figures): Statement[] {
  const texts = new Map((figures.texts ?? []).map(({ labels }) => [labels.queryid, labels.query ?? '']));
  const rows = rowsBy(figures, ['seconds', 'calls', 'rows', 'hits', 'reads'], ['queryid', 'datname', 'user']);
  const all = rows.reduce((sum, { figures: { seconds } }) => sum + (seconds ?? 0), 0);
  return rows
    .flatMap(({ labels, figures: { seconds = 0, calls = 0, rows: returned, hits, reads } }) => {
      if (calls <= 0 && seconds <= 0) return [];
      const blocks = (hits ?? 0) + (reads ?? 0);
      return [{
        id: [labels.queryid, labels.datname, labels.user].join(' '),
        text: texts.get(labels.queryid) ?? '',
        database: labels.datname ?? '',
        user: labels.user ?? '',
        calls,
        mean: calls > 0 ? seconds / calls : null,
        share: all > 0 ? seconds / all : 0,
        rows: returned === undefined || calls <= 0 ? null : returned / calls,
        hit: blocks > 0 ? (hits ?? 0) / blocks : null,
      }];
    })
    .toSorted((a, b) => b.share - a.share);
}

/** Longer patterns would only find less. */
const MOST_CHARACTERS = 240;

/**
 * A search for the spans that ran a statement. PostgreSQL writes `$1` for a constant where spans have the constant or a sign of
 * their own, so any text may stand there; letters may be large or small and spaces any.
 */
export function spansOfStatement(text: string): string {
  const pattern = text
    .slice(0, MOST_CHARACTERS)
    .split(/\$\d+/)
    .map((part) => part.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&').replace(/\s+/g, '\\s+'))
    .join('.*?');
  return `(db.query.text:/(?is)${pattern}/ OR db.statement:/(?is)${pattern}/)`;
}
