import { memo } from 'react';
import { serviceToken } from '@/core/serviceSlots';
import { MISSING } from '@/core/format';
import { formatTime, type Zone } from '@/core/time';
import type { LogLineRow } from './types';
import styles from './LogLines.module.css';

type Props<Row> = { id: string; row: Row; top: number; zone: Zone; selected: boolean; onSelect: (row: Row) => void };

function LogLineOf<Row extends LogLineRow>({ id, row, top, zone, selected, onSelect }: Props<Row>) {
  return (
    <div
      id={id}
      className={styles.line}
      data-tone={row.level}
      style={{ transform: `translateY(${top}px)` }}
      role="option"
      aria-selected={selected}
      onClick={() => onSelect(row)}
    >
      <i className={styles.edge} />
      <span className={styles.time}>
        {formatTime(row.seconds, zone)}
        <span className={styles.milliseconds}>{milliseconds(row.seconds)}</span>
      </span>
      <span className={styles.level}>{row.level === 'unknown' ? MISSING : row.level.toUpperCase()}</span>
      <span className={styles.service} style={{ color: `var(${serviceToken(row.service)})` }}>
        {row.service}
      </span>
      <span className={styles.body}>{row.body}</span>
    </div>
  );
}

const milliseconds = (seconds: number) => `.${String(Math.floor(seconds * 1000) % 1000).padStart(3, '0')}`;

/** One record on 22 px: time, level in words, service, message. */
export const LogLine = memo(LogLineOf) as typeof LogLineOf;
