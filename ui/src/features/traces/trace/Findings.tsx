import { IconAlertCircleFilled, IconBulb, IconClockExclamation, IconHourglass, IconPuzzle } from '@tabler/icons-react';
import type { Finding } from '../model/findings';
import styles from './Findings.module.css';

const ICONS = { error: IconAlertCircleFilled, loop: IconBulb, slow: IconHourglass, incomplete: IconPuzzle, clocks: IconClockExclamation };
const TONES: Record<Finding['kind'], string | undefined> = { error: 'error', loop: 'warning', slow: undefined, incomplete: 'warning', clocks: 'warning' };

/** What the trace says about itself. Each sentence leads to the span it speaks of. */
export function Findings({ findings, onShow }: { findings: readonly Finding[]; onShow: (key: string) => void }) {
  if (findings.length === 0) return null;
  return (
    <ul className={styles.findings} aria-label="Findings">
      {findings.map(({ kind, label, text, key }) => {
        const Icon = ICONS[kind];
        return (
          <li key={kind} className={styles.finding} data-tone={TONES[kind]}>
            <button type="button" className={styles.button} title={text} onClick={() => onShow(key)}>
              <Icon size={14} className={styles.icon} aria-hidden="true" />
              <b>{label}</b>
              <span className={styles.text}>{text}</span>
            </button>
          </li>
        );
      })}
    </ul>
  );
}
