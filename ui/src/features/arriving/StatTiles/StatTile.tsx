import { MISSING } from '@/core/format';
import { Sparkline } from '@/charts/Sparkline/Sparkline';
import styles from './StatTiles.module.css';

export type Trouble = { tone: 'error' | 'warning'; text: string };

type Props = { label: string; value: string; unit?: string; note: string; trouble?: Trouble; history: (number | null)[] };

/** A short past is drawn wide, so that the first half minute shows something already. */
const LEAST_SLOTS = 12;

/** One number with what it was in the last minutes. Grey while all is well; trouble says so in words. */
export function StatTile({ label, value, unit, note, trouble, history }: Props) {
  return (
    <div className={styles.tile} role="group" aria-label={label} data-tone={trouble?.tone}>
      <div className={styles.head}>
        <span className={styles.label}>{label}</span>
        <span className={trouble ? styles.trouble : styles.note}>{trouble?.text ?? note}</span>
      </div>
      <div className={styles.value} data-missing={value === MISSING || undefined}>
        {value}
        {unit && value !== MISSING && <small className={styles.unit}>{unit}</small>}
      </div>
      <Sparkline values={history} slots={Math.max(history.length, LEAST_SLOTS)} color={trouble ? `--${trouble.tone}-fill` : '--s1'} />
    </div>
  );
}
