import { useEffect, useRef } from 'react';
import { Kbd } from '@/ui/Kbd/Kbd';
import type { Entry } from './entry';
import type { Match } from './match';
import type { RankedGroup } from './rank';
import styles from './Palette.module.css';

export const LIST_ID = 'palette-list';
export const optionId = ({ id }: Entry): string => `palette-${id.replace(/[^\w-]/g, '_')}`;

type Props = {
  groups: readonly RankedGroup[];
  active?: Entry;
  /** The mouse moved onto an entry. */
  onPoint: (entry: Entry) => void;
  onChoose: (entry: Entry) => void;
};

/** What was found, under its headings. The keyboard stays in the field: arrows move the mark here. */
export function PaletteList({ groups, active, onPoint, onChoose }: Props) {
  const list = useRef<HTMLDivElement>(null);
  const marked = active && optionId(active);
  useEffect(() => {
    if (marked) list.current?.querySelector(`#${CSS.escape(marked)}`)?.scrollIntoView({ block: 'nearest' });
  }, [marked]);
  return (
    <div ref={list} id={LIST_ID} className={styles.list} role="listbox" aria-label="Found">
      {groups.map(({ group, items }) => (
        <div key={group} role="group" aria-label={group}>
          <div className={styles.heading} aria-hidden="true">
            {group}
          </div>
          {items.map(({ entry, ranges }) => (
            <div
              key={entry.id}
              id={optionId(entry)}
              className={styles.option}
              role="option"
              aria-selected={entry === active}
              onMouseMove={() => entry !== active && onPoint(entry)}
              onClick={() => onChoose(entry)}
            >
              <entry.icon size={16} stroke={1.7} />
              <span className={styles.label}>
                <Marked text={entry.label} ranges={ranges} />
              </span>
              {entry.detail && <span className={styles.detail}>{entry.detail}</span>}
              {entry.keys && (
                <span className={styles.keys}>
                  <Kbd keys={entry.keys} />
                </span>
              )}
            </div>
          ))}
        </div>
      ))}
    </div>
  );
}

/** A text with the letters that matched brought forward. */
function Marked({ text, ranges }: { text: string; ranges: Match['ranges'] }) {
  let at = 0;
  const parts = ranges.flatMap(([from, to]) => {
    if (from < at) return [];
    const before = text.slice(at, from);
    at = to;
    return [before, <mark key={from}>{text.slice(from, to)}</mark>];
  });
  return <>{[...parts, text.slice(at)]}</>;
}
