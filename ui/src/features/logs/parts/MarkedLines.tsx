import { useMemo } from 'react';
import { formatDateTime, type Zone } from '@/core/time';
import { thousands } from '@/core/format';
import { Control } from '@/ui/Control/Control';
import { CopyButton } from '@/ui/CopyButton/CopyButton';
import type { Line } from '../model/records';
import styles from './MarkedLines.module.css';

type Props = { lines: readonly Line[] | undefined; marked: ReadonlySet<string>; zone: Zone; onClear: () => void };

/** The ticked lines, ready to be pasted elsewhere. */
export function MarkedLines({ lines, marked, zone, onClear }: Props) {
  const text = useMemo(() => {
    if (marked.size === 0) return '';
    const ticked = (lines ?? []).filter(({ id }) => marked.has(id)).toSorted((a, b) => a.seconds - b.seconds);
    return ticked.map(({ seconds, level, service, body }) => `${formatDateTime(seconds, zone, true)} ${level.toUpperCase()} ${service} ${body}`).join('\n');
  }, [lines, marked, zone]);
  if (marked.size === 0) return null;
  return (
    <div className={styles.bar} role="group" aria-label="Ticked lines">
      <span className={styles.count}>{thousands(marked.size)} ticked</span>
      <CopyButton value={text} label="Copy, oldest first" quiet />
      <Control quiet onClick={onClear}>
        Clear
      </Control>
    </div>
  );
}
