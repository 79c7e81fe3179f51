import { useRef, type KeyboardEvent } from 'react';
import { useKeys } from '@/core/keys';
import { useServiceTokens } from '@/core/serviceSlots';
import type { Zone } from '@/core/time';
import type { TraceLine } from '../model/summary';
import { TraceRow } from './TraceRow';
import rows from './TraceRow.module.css';
import styles from './TraceList.module.css';

type Props = { lines: readonly TraceLine[]; zone: Zone; withDate: boolean };

/** The traces as links, so that each opens in a tab of its own as well. `j` and `k` move the focus, Enter opens, Escape leaves. */
export function TraceList({ lines, zone, withDate }: Props) {
  const list = useRef<HTMLOListElement>(null);
  const tokenOf = useServiceTokens();
  const slowestMs = lines.reduce((slowest, { ms }) => Math.max(slowest, ms), 0);
  const links = () => [...(list.current?.querySelectorAll('a') ?? [])];
  const step = (by: number) => {
    const all = links();
    const at = all.findIndex((link) => link === document.activeElement);
    const next = all[at < 0 ? 0 : Math.max(0, Math.min(at + by, all.length - 1))];
    next?.focus();
  };
  useKeys([
    { keys: 'j', label: 'Next trace: Enter opens it', run: () => step(1) },
    { keys: 'k', label: 'Trace before', run: () => step(-1) },
  ]);
  const onKeyDown = (event: KeyboardEvent) => {
    const steps: Record<string, number> = { ArrowDown: 1, ArrowUp: -1, Home: -lines.length, End: lines.length };
    const by = steps[event.key];
    if (event.key === 'Escape') (document.activeElement as HTMLElement | null)?.blur();
    else if (by === undefined || event.altKey || event.ctrlKey || event.metaKey) return;
    else step(by);
    event.preventDefault();
  };

  return (
    <>
      <div className={`${rows.heads} ${styles.heads}`} aria-hidden="true">
        <span className={withDate ? styles.dated : undefined}>Started</span>
        <span>Trace</span>
        <span />
        <span>Duration</span>
        <span>Spans</span>
        <span>Services</span>
      </div>
      <ol ref={list} className={styles.list} aria-label="Traces" onKeyDown={onKeyDown}>
        {lines.map((line) => (
          <li key={line.id}>
            <TraceRow line={line} slowestMs={slowestMs} zone={zone} withDate={withDate} tokenOf={tokenOf} />
          </li>
        ))}
      </ol>
    </>
  );
}
