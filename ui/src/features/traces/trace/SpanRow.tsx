import { IconAlertCircleFilled, IconChevronDown, IconChevronRight, IconClockExclamation, IconUnlink } from '@tabler/icons-react';
import { memo, type MouseEvent } from 'react';
import { happeningsOf, type TraceLog } from '../model/happenings';
import type { Row } from '../model/rows';
import { offsetNs, placeOf, shownNs, type Window } from './time';
import styles from './SpanRow.module.css';

const INDENT_PX = 12;
const MAX_INDENTS = 16;
/** A tick per line of a chatty span would be a bar of its own. */
const MAX_MARKS = 40;
/** From these per cent on, the duration stands inside of the bar, or before it. */
const WIDE_BAR = 55;
const FAR_RIGHT = 84;

type Props = {
  id: string;
  row: Row;
  top: number;
  /** The token of the service's colour. */
  colour: string;
  window: Window;
  selected: boolean;
  cursor: boolean;
  critical: boolean;
  faint: boolean;
  logs: readonly TraceLog[];
  traceStart: bigint;
  onOpen: (key: string) => void;
  onToggle: (key: string) => void;
};

/** A line of the waterfall: what ran, and when. */
export const SpanRow = memo(function SpanRow({ id, row, top, colour, window, selected, cursor, critical, faint, logs, traceStart, onOpen, onToggle }: Props) {
  const { node, depth, expanded, fold } = row;
  const { span, failed } = node;
  const { startNs, endNs } = fold ?? node;
  const { left, width } = placeOf(startNs, endNs, window);
  const inView = endNs >= window.fromNs && startNs <= window.toNs;
  const length = fold ? `${shownNs(fold.totalNs)} in ${fold.nodes.length}` : shownNs(node.durationNs);
  const toggle = (event: MouseEvent) => {
    event.stopPropagation();
    onToggle(row.key);
  };
  return (
    <div
      id={id}
      className={styles.row}
      style={{ transform: `translateY(${top}px)`, ['--service' as string]: `var(${colour})` }}
      role="treeitem"
      aria-level={depth + 1}
      aria-expanded={expanded}
      aria-selected={selected}
      data-cursor={cursor || undefined}
      data-faint={faint || undefined}
      onClick={() => (fold ? onToggle(row.key) : onOpen(row.key))}
    >
      <div className={styles.name} style={{ paddingLeft: 8 + Math.min(depth, MAX_INDENTS) * INDENT_PX }}>
        <span className={styles.toggle} aria-hidden="true" onClick={expanded === undefined ? undefined : toggle}>
          {expanded !== undefined && (expanded ? <IconChevronDown size={12} /> : <IconChevronRight size={12} />)}
          {expanded !== undefined && !fold && node.children.length}
        </span>
        <i className={styles.service} aria-hidden="true" />
        <b className={styles.serviceName}>{span.service}</b>
        <span className={styles.operation} title={span.name}>
          {span.name}
        </span>
        {fold && <span className={styles.count}>×{fold.nodes.length}</span>}
        {failed && <IconAlertCircleFilled size={13} className={styles.error} aria-label="error" />}
        {node.orphan && <Mark text={node.orphan === 'cycle' ? 'Its parents go round in a circle' : 'Its parent is missing'} icon={IconUnlink} />}
        {node.skewNs !== undefined && <Mark text={`Starts ${shownNs(node.skewNs)} before its caller: clocks differ`} icon={IconClockExclamation} />}
      </div>
      <div className={styles.time}>
        {inView && (
          <>
            <span className={styles.bar} data-kind={fold ? 'fold' : failed ? 'failed' : undefined} style={{ left: `${left}%`, width: `${width}%` }} />
            {critical && <span className={styles.critical} style={{ left: `${left}%`, width: `${width}%` }} />}
          </>
        )}
        <span className={styles.length} data-inside={(inView && width > WIDE_BAR) || undefined} style={lengthPlace(left, width, inView)}>
          {length}
        </span>
        {inView && !fold && <Marks row={row} logs={logs} traceStart={traceStart} window={window} />}
      </div>
    </div>
  );
});

/** The duration right of the bar; before it near the edge; inside where the bar leaves no room. */
function lengthPlace(left: number, width: number, inView: boolean) {
  if (!inView) return { left: left > 0 ? undefined : 2, right: left > 0 ? 2 : undefined };
  if (width > WIDE_BAR) return { right: `calc(${100 - left - width}% + 4px)` };
  if (left + width > FAR_RIGHT) return { right: `calc(${100 - left}% + 4px)` };
  return { left: `calc(${left + width}% + 4px)` };
}

function Mark({ text, icon: Icon }: { text: string; icon: typeof IconUnlink }) {
  return (
    <span className={styles.mark} title={text} role="img" aria-label={text}>
      <Icon size={13} />
    </span>
  );
}

/** Ticks on the bar where the span recorded an event or wrote a log line. */
function Marks({ row: { node }, logs, traceStart, window }: Pick<Props, 'row' | 'logs' | 'traceStart' | 'window'>) {
  if (node.span.events.length === 0 && logs.length === 0) return null;
  return happeningsOf(node, logs, traceStart)
    .slice(0, MAX_MARKS)
    .map((each) => {
      if (each.atNs < window.fromNs || each.atNs > window.toNs) return null;
      const what = 'log' in each ? each.log.body : each.event.name;
      return <i key={each.key} className={styles.tick} data-tone={each.tone} title={`${offsetNs(each.atNs - node.startNs)} ${what}`} style={{ left: `${placeOf(each.atNs, each.atNs, window).left}%` }} />;
    });
}
