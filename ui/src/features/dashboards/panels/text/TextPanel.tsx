import { Markdown } from './markdown/Markdown';
import styles from './TextPanel.module.css';

/** Words in Markdown. */
export function TextPanel({ text, label, height }: { text: string; label: string; height: number }) {
  return (
    <div className={styles.text} style={{ height }} tabIndex={0} role="region" aria-label={label}>
      <Markdown text={text} />
    </div>
  );
}
