import { percent, thousands } from '@/core/format';
import type { LimitUse } from '../api';
import styles from './Meter.module.css';

/** From this share of a limit on somebody should know. */
const TIGHT = 0.8;

/** How much of a limit is used, as a bar and in numbers. A limit of 0 is none. */
export function Meter({ label, use: { series, limit, full } }: { label: string; use: LimitUse }) {
  const share = limit > 0 ? series / limit : 0;
  const tone = full ? 'error' : share >= TIGHT ? 'warning' : undefined;
  return (
    <div className={styles.meter} data-tone={tone}>
      <span className={styles.label} title={label}>
        {label}
      </span>
      <span className={styles.figures}>
        {limit > 0 ? `${thousands(series)} of ${thousands(limit)} · ${percent(share)}` : `${thousands(series)}, no limit`}
        {full && <b> · full</b>}
      </span>
      {limit > 0 && (
        <span className={styles.track} role="meter" aria-label={label} aria-valuemin={0} aria-valuemax={limit} aria-valuenow={Math.min(series, limit)} aria-valuetext={`${thousands(series)} of ${thousands(limit)} series`}>
          <i className={styles.fill} style={{ width: `${Math.min(1, share) * 100}%` }} />
        </span>
      )}
    </div>
  );
}
