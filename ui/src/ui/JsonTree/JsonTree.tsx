import { useId, useMemo, useState, type KeyboardEvent } from 'react';
import { IconChevronDown, IconChevronRight } from '@tabler/icons-react';
import { CopyButton } from '@/ui/CopyButton/CopyButton';
import { jsonRows, summaryOf, type Json, type JsonRow } from './rows';
import styles from './JsonTree.module.css';

/** A JSON value to look into. One tab stop: arrows move, open and close, as trees do; the button copies what is selected, at first all of it. */
export function JsonTree({ value, label }: { value: Json; label: string }) {
  const [toggled, setToggled] = useState<ReadonlySet<string>>(new Set());
  const [current, setCurrent] = useState('');
  const rows = useMemo(() => jsonRows(value, toggled), [value, toggled]);
  const treeId = useId();
  const index = Math.max(0, rows.findIndex(({ id }) => id === current));
  const row = rows[index]!;

  const toggle = ({ id }: JsonRow) => setToggled((before) => flipped(before, id));
  const onKeyDown = (event: KeyboardEvent) => {
    const go = (target: JsonRow | undefined) => target && setCurrent(target.id);
    if (event.key === 'ArrowDown') go(rows[index + 1]);
    else if (event.key === 'ArrowUp') go(rows[index - 1]);
    else if (event.key === 'Home') go(rows[0]);
    else if (event.key === 'End') go(rows.at(-1));
    else if (event.key === 'ArrowRight' && row.expanded) go(rows[index + 1]);
    else if (event.key === 'ArrowLeft' && !row.expanded) go(rows.slice(0, index).findLast(({ depth }) => depth < row.depth));
    else if ((event.key === 'ArrowRight' && row.expanded === false) || event.key === 'ArrowLeft') toggle(row);
    else if (event.key === 'Enter' && row.expanded !== undefined) toggle(row);
    else return;
    event.preventDefault();
  };

  return (
    <div className={styles.box}>
      <div className={styles.tree} role="tree" aria-label={label} tabIndex={0} aria-activedescendant={`${treeId}${index}`} onKeyDown={onKeyDown}>
        {rows.map((each, i) => (
          <Line key={each.id} id={`${treeId}${i}`} row={each} current={each === row} onPick={() => setCurrent(each.id)} onToggle={() => toggle(each)} />
        ))}
      </div>
      <CopyButton quiet iconOnly className={styles.copy} value={JSON.stringify(row.value, null, 2)} label={row.name === undefined ? `Copy ${label}` : `Copy ${row.name}`} />
    </div>
  );
}

type LineProps = { id: string; row: JsonRow; current: boolean; onPick: () => void; onToggle: () => void };

function Line({ id, row, current, onPick, onToggle }: LineProps) {
  const { name, value, depth, expanded, position, siblings } = row;
  const open = () => {
    onPick();
    if (expanded !== undefined) onToggle();
  };
  return (
    <div
      id={id}
      className={styles.line}
      style={{ paddingLeft: 4 + depth * 12 }}
      role="treeitem"
      aria-level={depth + 1}
      aria-expanded={expanded}
      aria-selected={current}
      aria-posinset={position}
      aria-setsize={siblings}
      onClick={open}
    >
      <span className={styles.chevron}>{expanded === undefined ? null : expanded ? <IconChevronDown size={12} /> : <IconChevronRight size={12} />}</span>
      {name !== undefined && <span className={styles.name}>{name}: </span>}
      <span className={styles.value} data-kind={value === null ? 'null' : typeof value}>
        {summaryOf(value)}
      </span>
    </div>
  );
}

function flipped(ids: ReadonlySet<string>, id: string): ReadonlySet<string> {
  const next = new Set(ids);
  if (!next.delete(id)) next.add(id);
  return next;
}
