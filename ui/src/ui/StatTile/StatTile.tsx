import { Link } from '@tanstack/react-router';
import { Sparkline } from '@/charts/Sparkline/Sparkline';
import { MISSING } from '@/core/format';
import type { LinkTarget } from '@/core/links';
import { ChangeNote, type Change } from './ChangeNote';
import styles from './StatTile.module.css';

export type Trouble = { tone: 'error' | 'warning' | 'critical'; text: string };

type Props = {
  label: string;
  /** Formatted; MISSING when there is none. */
  value: string;
  unit?: string;
  /** What the number was before; told in words and with an arrow. */
  change?: Change;
  /** In grey, where there is no change to tell. */
  note?: string;
  /** Takes the place of change and note. */
  trouble?: Trouble;
  /** Without one there is no picture, only the number. */
  history?: (number | null)[];
  /** A short past is drawn wide from the right: the places the picture has at least. */
  slots?: number;
  /** Where the number comes from. */
  link?: LinkTarget;
};

/** One number, what it was, and a small picture of its past. Grey while all is well; trouble says so in words. */
export function StatTile({ label, value, unit, change, note, trouble, history, slots = 12, link }: Props) {
  const content = (
    <>
      <span className={styles.head}>
        <span className={styles.label}>{label}</span>
        {trouble ? <span className={styles.trouble}>{trouble.text}</span> : change ? <ChangeNote {...change} /> : <span className={styles.note}>{note}</span>}
      </span>
      <span className={styles.value} data-missing={value === MISSING || undefined}>
        {value}
        {unit && value !== MISSING && <small className={styles.unit}>{unit}</small>}
      </span>
      {history && <Sparkline values={history} slots={Math.max(history.length, slots)} color={trouble ? `--${trouble.tone}-fill` : '--s1'} />}
    </>
  );
  if (link) {
    return (
      <Link {...link} className={`${styles.tile} ${styles.link}`} data-tone={trouble?.tone}>
        {content}
      </Link>
    );
  }
  return (
    <div className={styles.tile} role="group" aria-label={label} data-tone={trouble?.tone}>
      {content}
    </div>
  );
}
