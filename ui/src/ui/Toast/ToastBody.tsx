import { Control } from '@/ui/Control/Control';
import styles from './ToastBody.module.css';

/** The words of a toast, and the way back where there is one. */
export function ToastBody({ detail, onUndo }: { detail?: string; onUndo?: () => void }) {
  return (
    <span className={styles.body}>
      {detail && <span className={styles.detail}>{detail}</span>}
      {onUndo && (
        <Control className={styles.undo} onClick={onUndo}>
          Undo
        </Control>
      )}
    </span>
  );
}
