import { useEffect, useId, useRef } from 'react';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useServiceTokens } from '@/core/serviceSlots';
import type { TraceLog } from '../model/happenings';
import type { Row } from '../model/rows';
import type { Trace } from '../model/types';
import { SpanRow } from './SpanRow';
import { shownNs, type Window } from './time';
import styles from './Waterfall.module.css';

const ROW_PX = 24;
const OVERSCAN = 12;
const TICKS = [0, 0.25, 0.5, 0.75];
const NO_LOGS: readonly TraceLog[] = [];

/** The line the keys act on: another object whenever it is gone to, because then it comes into view again. */
export type Cursor = { readonly key: string };

type Props = {
  trace: Trace;
  rows: readonly Row[];
  cursor: Cursor;
  /** The span in the drawer. */
  open: string | undefined;
  window: Window;
  /** The spans that hold the text searched for; without a search all are alike. */
  found: readonly string[] | undefined;
  linesBySpan: ReadonlyMap<string, readonly TraceLog[]>;
  onOpen: (key: string) => void;
  onToggle: (key: string) => void;
  onFocus: (focused: boolean) => void;
};

/** The spans of a trace in time, as a tree of any size: one tab stop, the keys of the page move the cursor. */
export function Waterfall({ trace, rows, cursor, open, window, found, linesBySpan, onOpen, onToggle, onFocus }: Props) {
  const box = useRef<HTMLDivElement>(null);
  const treeId = useId();
  const serviceToken = useServiceTokens();
  const virtual = useVirtualizer({ count: rows.length, getScrollElement: () => box.current, estimateSize: () => ROW_PX, getItemKey: (index) => rows[index]!.key, overscan: OVERSCAN, useFlushSync: false });
  const items = virtual.getVirtualItems();
  const cursorIndex = rows.findIndex(({ key }) => key === cursor.key);
  const matches = found && new Set(found);

  useEffect(() => {
    if (cursorIndex >= 0) virtual.scrollToIndex(cursorIndex, { align: 'auto' });
  }, [cursor, cursorIndex, virtual]);
  // Arrow keys walk at once, unless somebody is doing something else already.
  useEffect(() => {
    if (document.activeElement === document.body) box.current?.focus({ preventScroll: true });
  }, []);

  return (
    <>
      <div className={styles.ruler} aria-hidden="true">
        <span className={styles.rulerName}>Service and operation</span>
        <div className={styles.ticks}>
          {TICKS.map((share) => (
            <span key={share} style={{ left: `${share * 100}%` }}>
              {shownNs(window.fromNs + share * (window.toNs - window.fromNs))}
            </span>
          ))}
          <span className={styles.end}>{shownNs(window.toNs)}</span>
        </div>
      </div>
      <div
        ref={box}
        className={styles.tree}
        role="tree"
        aria-label="Spans"
        aria-activedescendant={items.some(({ index }) => index === cursorIndex) ? `${treeId}${cursorIndex}` : undefined}
        tabIndex={0}
        onFocus={() => onFocus(true)}
        // The sheet of all keys lists those of the tree, too.
        onBlur={({ relatedTarget }) => onFocus(relatedTarget?.closest('[role=dialog]') != null)}
      >
        <div className={styles.sizer} style={{ height: virtual.getTotalSize() }} role="presentation">
          {items.map(({ key, index, start }) => {
            const row = rows[index];
            if (!row) return null;
            const { node } = row;
            return (
              <SpanRow
                key={key}
                id={`${treeId}${index}`}
                row={row}
                top={start}
                colour={serviceToken(node.span.service)}
                window={window}
                selected={row.key === open}
                cursor={index === cursorIndex}
                critical={row.fold ? row.fold.nodes.some((member) => trace.criticalPath.has(member.key)) : trace.criticalPath.has(node.key)}
                faint={matches !== undefined && !(row.fold ? row.fold.nodes.some((member) => matches.has(member.key)) : matches.has(node.key))}
                logs={row.fold ? NO_LOGS : (linesBySpan.get(node.span.span_id) ?? NO_LOGS)}
                traceStart={trace.startNs}
                onOpen={onOpen}
                onToggle={onToggle}
              />
            );
          })}
        </div>
      </div>
    </>
  );
}
