import styles from './Scope.module.css';

/** What something is limited to: names, or "all" in grey. */
export function Scope({ names }: { names: readonly string[] | null }) {
  if (names === null) return <span className={styles.all}>all</span>;
  return names.length === 0 ? <span className={styles.all}>none</span> : <span title={names.join(', ')}>{names.join(', ')}</span>;
}
