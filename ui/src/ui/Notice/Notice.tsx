import { Control } from '@/ui/Control/Control';
import styles from './Notice.module.css';

type Props = { tone: 'warning' | 'error' | 'info' | 'ok'; text: string; action?: string; onAction?: () => void };

/** One line above a result that is not the whole truth. */
export function Notice({ tone, text, action, onAction }: Props) {
  return (
    <div className={styles.notice} data-tone={tone} role="status">
      <span className={styles.dot} />
      <span className={styles.text}>{text}</span>
      {action && (
        <Control quiet onClick={onAction}>
          {action}
        </Control>
      )}
    </div>
  );
}
