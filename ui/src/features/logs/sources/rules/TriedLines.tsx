import { thousands } from '@/core/format';
import type { TriedLine } from '../api';
import styles from './Rules.module.css';

/** Line by line what a pattern read. A line it does not match stays as it is. */
export function TriedLines({ lines, sent }: { lines: readonly TriedLine[]; sent: readonly string[] }) {
  const matched = lines.filter((line) => line.matched).length;
  return (
    <div className={styles.outcome}>
      <p className={styles.verdict} role="status">
        {thousands(matched)} of {thousands(lines.length)} {lines.length === 1 ? 'line matches' : 'lines match'}
      </p>
      <ol className={styles.lines} aria-label="Lines read">
        {lines.map((line, i) => (
          <li key={i} className={styles.line} data-matched={line.matched || undefined}>
            <code className={styles.sent}>{sent[i]}</code>
            {line.matched ? (
              <dl className={styles.fields}>
                {fieldsOf(line, sent[i]).map(([name, value]) => (
                  <div key={name} className={styles.field}>
                    <dt>{name}</dt>
                    <dd>{value}</dd>
                  </div>
                ))}
              </dl>
            ) : (
              <span className={styles.missed}>no match: the line is kept as it is</span>
            )}
          </li>
        ))}
      </ol>
    </div>
  );
}

/** What the record would get: time, level and message first where the pattern names them. */
const fieldsOf = ({ time, level, body, fields }: TriedLine, sent = ''): [string, string][] =>
  [['time', time ?? ''], ['level', level], ['message', body === sent ? '' : body], ...Object.entries(fields)].flatMap(([name = '', value = '']): [string, string][] => (value === '' ? [] : [[name, value]]));
