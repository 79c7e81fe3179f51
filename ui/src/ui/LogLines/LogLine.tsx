import { IconSitemap } from '@tabler/icons-react';
import { useServiceTokens } from '@/core/serviceSlots';
import { MISSING } from '@/core/format';
import { cutAtTerms } from '@/core/search/terms';
import { formatTime, type Zone } from '@/core/time';
import type { LogLineRow } from './types';
import styles from './LogLines.module.css';

type Props<Row> = {
  row: Row;
  zone: Zone;
  /** More fields, between the service and the message. */
  columns?: readonly string[];
  cellOf?: (row: Row, column: string) => string;
  wrap?: boolean;
  marked?: boolean;
  /** Where all lines are of one service, its name only takes room. */
  withoutService?: boolean;
  /** What was searched for: marked where it occurs in the message. */
  terms?: readonly string[];
};

const NONE: readonly string[] = [];

/** One record: time, level in words, service, chosen fields, message. On 22 px, or as many lines as it has when wrapped. */
export function LogLine<Row extends LogLineRow>({ row, zone, columns = [], cellOf, wrap = false, marked = false, withoutService = false, terms = NONE }: Props<Row>) {
  const tokenOf = useServiceTokens();
  const time = formatTime(row.seconds, zone, true);
  return (
    <div className={styles.line} data-tone={row.level} data-wrap={wrap || undefined} data-marked={marked || undefined}>
      <i className={styles.edge} />
      <span className={styles.time}>
        {time.slice(0, -4)}
        <span className={styles.milliseconds}>{time.slice(-4)}</span>
      </span>
      <span className={styles.level}>{row.level === 'unknown' ? MISSING : row.level.toUpperCase()}</span>
      {!withoutService && (
        <span className={styles.service} style={{ color: `var(${tokenOf(row.service)})` }}>
          {row.service}
        </span>
      )}
      {columns.map((column) => {
        const value = cellOf?.(row, column) ?? '';
        return (
          <span key={column} className={styles.cell} title={value}>
            {value || MISSING}
          </span>
        );
      })}
      <span className={styles.body}>{terms.length === 0 ? row.body : cutAtTerms(row.body, terms).map((piece, i) => (i % 2 === 1 ? <mark key={i} className={styles.term}>{piece}</mark> : piece))}</span>
      {row.traced && <IconSitemap size={12} stroke={1.6} className={styles.traced} aria-label="has a trace" />}
    </div>
  );
}
