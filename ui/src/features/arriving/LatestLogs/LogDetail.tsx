import { Fragment } from 'react';
import { IconX } from '@tabler/icons-react';
import type { Level } from '@/core/levels';
import { formatDateTime, type Zone } from '@/core/time';
import { Control } from '@/ui/Control/Control';
import type { LogRow } from '../api';
import styles from './LogDetail.module.css';

type Props = { record: LogRow; level: Level; seconds: number; zone: Zone; onClose: () => void };

/** Levels that are no trouble stay grey. */
const QUIET: ReadonlySet<Level> = new Set<Level>(['trace', 'debug', 'info']);

/** Everything one record holds, beside the list. */
export function LogDetail({ record, level, seconds, zone, onClose }: Props) {
  return (
    <aside className={styles.detail} aria-label="Log record" tabIndex={0}>
      <header className={styles.header}>
        <span className={styles.badge} data-tone={QUIET.has(level) ? 'unknown' : level}>
          {level}
        </span>
        <b className={styles.service}>{record.service}</b>
        <span className={styles.time}>{formatDateTime(seconds, zone, true)}</span>
        <Control quiet aria-label="Close" onClick={onClose}>
          <IconX size={14} />
        </Control>
      </header>
      <pre className={styles.body}>{record.body}</pre>
      <table className={styles.fields}>
        <tbody>
          {fieldsOf(record).map(([name, value]) => (
            <tr key={name}>
              <th scope="row">
                <FieldName name={name} />
              </th>
              <td>{value}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </aside>
  );
}

/** A dotted name that breaks after its dots, not in the middle of a word. */
function FieldName({ name }: { name: string }) {
  return name.split('.').map((part, i) => (
    <Fragment key={i}>
      {i > 0 && (
        <>
          .<wbr />
        </>
      )}
      {part}
    </Fragment>
  ));
}

/** Named fields first, then the record's attributes, then those of its resource; empty ones left out. */
function fieldsOf(record: LogRow): [string, string][] {
  const { environment, trace_id, span_id, user_id, request_id, attributes, resource } = record;
  return Object.entries({ trace_id, span_id, request_id, user_id, environment, ...attributes, ...resource })
    .filter(([, value]) => value !== '' && value !== null && value !== undefined)
    .map(([name, value]) => [name, typeof value === 'string' ? value : JSON.stringify(value)]);
}
