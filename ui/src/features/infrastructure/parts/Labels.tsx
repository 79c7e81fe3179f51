import styles from './Labels.module.css';

type Props = {
  labels: Readonly<Record<string, string>>;
  /** Names that stand elsewhere in the row. */
  without?: readonly string[];
};

/** Labels in a row, as people write them in queries; all of them in the tooltip. */
export function Labels({ labels, without = [] }: Props) {
  const shown = Object.entries(labels).filter(([name]) => !without.includes(name));
  return (
    <span className={styles.labels} title={Object.entries(labels).map(([name, value]) => `${name}="${value}"`).join('\n')}>
      {shown.map(([name, value]) => (
        <span key={name} className={styles.label}>
          <span className={styles.name}>{name}=</span>
          {value}
        </span>
      ))}
    </span>
  );
}
