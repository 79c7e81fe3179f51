import { describeRange, PRESETS, type TimeRange } from '@/core/time';
import styles from './TimePicker.module.css';

/** The ranges people ask for most. */
export function RangePresets({ range, onChoose }: { range: TimeRange; onChoose: (range: TimeRange) => void }) {
  return (
    <div className={styles.presets}>
      {PRESETS.map((preset) => {
        const option = { from: `now-${preset}`, to: 'now' };
        const current = range.from === option.from && range.to === 'now';
        return (
          <button key={preset} type="button" className={styles.preset} aria-current={current || undefined} onClick={() => onChoose(option)}>
            {describeRange(option, 'local')}
          </button>
        );
      })}
    </div>
  );
}
