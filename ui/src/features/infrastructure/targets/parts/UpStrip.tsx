import { percent } from '@/core/format';
import styles from './UpStrip.module.css';

/** Whether a target was up, step by step from the oldest to the newest: tall where it was, short and red where not, nothing where it was not scraped. */
export function UpStrip({ values }: { values: readonly (number | null)[] }) {
  const known = values.filter((value) => value !== null);
  const share = known.length > 0 ? known.filter((value) => value >= 1).length / known.length : null;
  const told = share === null ? 'Not scraped in this time range' : `Up ${percent(share)} of the time it was scraped`;
  return (
    <div className={styles.frame}>
      <svg className={styles.strip} viewBox={`0 0 ${values.length} 10`} preserveAspectRatio="none" role="img" aria-label={told}>
        {runs(values).map(({ start, length, up }) => (
          <rect key={start} x={start} width={length} y={up ? 0 : 4} height={up ? 10 : 6} className={up ? styles.up : styles.down} />
        ))}
      </svg>
      <span className={styles.told} data-tone={share !== null && share < 1 ? 'error' : undefined}>
        {told}
      </span>
    </div>
  );
}

/** Steps of the same state in a row. */
function runs(values: readonly (number | null)[]): { start: number; length: number; up: boolean }[] {
  const found: { start: number; length: number; up: boolean }[] = [];
  values.forEach((value, i) => {
    if (value === null) return;
    const up = value >= 1;
    const last = found.at(-1);
    if (last && last.up === up && last.start + last.length === i) last.length += 1;
    else found.push({ start: i, length: 1, up });
  });
  return found;
}
