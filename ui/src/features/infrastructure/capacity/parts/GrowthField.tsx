import { useEffect, useState } from 'react';
import styles from './GrowthField.module.css';

const LEAST = -50;
const MOST = 300;
const STEP = 5;

type Props = { percent: number; onChange: (percent: number) => void };

/** How much more load, as a slider. The question is asked when it is let go. */
export function GrowthField({ percent, onChange }: Props) {
  const [shown, setShown] = useState(percent);
  useEffect(() => setShown(percent), [percent]);
  const ask = () => shown !== percent && onChange(shown);
  return (
    <label className={styles.field}>
      What if load were
      <input
        type="range"
        className={styles.slider}
        min={LEAST}
        max={MOST}
        step={STEP}
        value={shown}
        aria-label="Growth of the load in percent"
        aria-valuetext={`${shown} percent`}
        onChange={({ target }) => setShown(Number(target.value))}
        onPointerUp={ask}
        onKeyUp={ask}
        onBlur={ask}
      />
      <output className={styles.percent}>{shown >= 0 ? `+${shown}` : `−${-shown}`} %</output>
    </label>
  );
}
