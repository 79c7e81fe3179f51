import { formatValue, MISSING } from '@/core/format';
import styles from './CellMeter.module.css';

type Props = {
  /** A share of 0–1; a dash when it is not known. */
  share: number | null | undefined;
  tone?: 'warning' | 'error' | 'critical';
  /** What the share is of, said by the tooltip. */
  title?: string;
  /** In grey behind the share. */
  note?: string;
};

/** A share as a number with a bar below it. */
export function CellMeter({ share, tone, title, note }: Props) {
  if (share === null || share === undefined) return <span title={title}>{MISSING}</span>;
  return (
    <span className={styles.meter} data-tone={tone} title={title}>
      <span className={styles.words}>
        <span className={styles.share}>{formatValue(share, 'ratio')}</span>
        {note && <span className={styles.note}>{note}</span>}
      </span>
      <span className={styles.track} aria-hidden="true">
        <i className={styles.fill} style={{ width: `${Math.min(1, Math.max(0, share)) * 100}%` }} />
      </span>
    </span>
  );
}
