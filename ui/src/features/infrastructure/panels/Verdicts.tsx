import { severityRank } from '@/core/severity';
import { StatusShape } from '@/ui/StatusBadge/StatusShape';
import type { Verdict } from './types';
import styles from './Verdicts.module.css';

type Props = {
  /** Of what: `PostgreSQL 127.0.0.1:5432`. */
  label: string;
  verdicts: readonly Verdict[];
  /** What is said where nothing is wrong. */
  quiet: string;
  /** Nothing can be told at all: then nothing wrong is no good news. */
  unknown?: boolean;
};

/** What is wrong now, in words, worst first; or that nothing is, with the figures that say so. */
export function Verdicts({ label, verdicts, quiet, unknown = false }: Props) {
  const worst = verdicts.toSorted((a, b) => severityRank(b.tone) - severityRank(a.tone));
  return (
    <ul className={styles.list} aria-label={`State of ${label}`}>
      {worst.map(({ tone, text }) => (
        <li key={text} className={styles.verdict} data-tone={tone}>
          <StatusShape severity={tone} />
          {text}
        </li>
      ))}
      {worst.length === 0 && (
        <li className={styles.quiet}>
          <StatusShape severity={unknown ? 'unknown' : 'ok'} />
          {quiet}
        </li>
      )}
    </ul>
  );
}
