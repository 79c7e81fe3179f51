import { IconMinimize } from '@tabler/icons-react';
import { useKeys } from '@/core/keys';
import { describeRange } from '@/core/time';
import { Control } from '@/ui/Control/Control';
import { useBoard } from './BoardContext';
import styles from './KioskBar.module.css';

/** All that is left of the frame on a screen on the wall: what this is and which time it shows. */
export function KioskBar({ title }: { title: string }) {
  const { time, patch } = useBoard();
  const leave = () => patch({ kiosk: undefined });
  useKeys([{ keys: 'Escape', label: 'Leave the kiosk', run: leave }], 'Dashboard');
  return (
    <div className={styles.bar}>
      <h1 className={styles.title}>{title}</h1>
      <span className={styles.range}>{describeRange(time.range, time.zone)}</span>
      <Control quiet className={styles.leave} aria-label="Leave the kiosk" title="Leave the kiosk (Esc)" onClick={leave}>
        <IconMinimize size={14} />
      </Control>
    </div>
  );
}
