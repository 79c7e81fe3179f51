import styles from './State.module.css';

/** A state in a word: grey with a dot while all is well, with a soft background when it asks for attention. */
export function State({ word, tone }: { word: string; tone: 'ok' | 'warning' | 'error' | 'unknown' }) {
  return (
    <span className={styles.state} data-tone={tone} data-quiet={tone === 'ok' || tone === 'unknown' || undefined}>
      <i className={styles.dot} />
      {word}
    </span>
  );
}
