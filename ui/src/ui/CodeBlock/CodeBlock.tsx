import { CopyButton } from '@/ui/CopyButton/CopyButton';
import styles from './CodeBlock.module.css';

/** Lines to paste elsewhere, with one click to copy them. */
export function CodeBlock({ label, code }: { label: string; code: string }) {
  return (
    <div className={styles.block}>
      <pre className={styles.code} tabIndex={0} aria-label={label}>
        <code>{code}</code>
      </pre>
      <CopyButton value={code} className={styles.copy} />
    </div>
  );
}
