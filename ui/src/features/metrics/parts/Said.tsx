import { IconAlertTriangle, IconInfoCircle } from '@tabler/icons-react';
import styles from './Said.module.css';

type Props = { tone: 'error' | 'warning' | 'info'; text: string; action?: string; onAction?: () => void };

/** What the server said about an answer, in a line below its query. */
export function Said({ tone, text, action, onAction }: Props) {
  const Icon = tone === 'info' ? IconInfoCircle : IconAlertTriangle;
  return (
    <p className={styles.said} data-tone={tone} role={tone === 'error' ? 'alert' : undefined}>
      <Icon size={13} aria-hidden="true" />
      <span>{text}</span>
      {action && (
        <button type="button" className={styles.action} onClick={onAction}>
          {action}
        </button>
      )}
    </p>
  );
}
