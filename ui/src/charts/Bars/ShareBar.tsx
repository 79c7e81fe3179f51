import styles from './Bars.module.css';

export type Share = {
  key: string;
  label: string;
  value: number;
  /** A token, e.g. `--s3`. */
  color: string;
  /** Below 1 it fades towards the surface. */
  strength?: number;
};

type Props = {
  shares: readonly Share[];
  /** Said when the pointer rests on the bar, and read aloud. */
  label: string;
  wide?: boolean;
};

/** The parts of a whole in one bar. Parts too small to see still get a hair's breadth. */
export function ShareBar({ shares, label, wide }: Props) {
  const present = shares.filter((share) => share.value > 0);
  return (
    <span className={wide ? styles.wide : styles.shares} role="img" aria-label={label} title={label}>
      {present.map(({ key, value, color, strength }) => (
        <i key={key} className={styles.share} style={{ flexGrow: value, background: `var(${color})`, opacity: strength }} />
      ))}
    </span>
  );
}
