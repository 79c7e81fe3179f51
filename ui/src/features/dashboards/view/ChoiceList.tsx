import { useId, useMemo, useState, type KeyboardEvent } from 'react';
import { IconCheck } from '@tabler/icons-react';
import type { Choice } from '../model/choices';
import { ALL } from '../model/interpolation';
import styles from './ChoiceList.module.css';

type Props = {
  label: string;
  choices: readonly Choice[];
  selected: readonly string[];
  multiple: boolean;
  all: boolean;
  /** `done`: the choice is made and the list may close. */
  onSelect: (values: string[], done: boolean) => void;
};

/** More can't be looked through: typing narrows. */
const MOST_SHOWN = 200;
const ALL_CHOICE: Choice = { text: 'All', value: ALL };

/** Choices to search and pick: arrows move, Enter picks. Of several, a click on the word takes that one alone. */
export function ChoiceList({ label, choices, selected, multiple, all, onSelect }: Props) {
  const [typed, setTyped] = useState('');
  const [active, setActive] = useState(0);
  const id = useId();
  const found = useMemo(() => {
    const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
    const known = new Set(choices.map(({ value }) => value));
    // What a link chose stays to be seen, although it is not there now.
    const gone = selected.filter((value) => value !== ALL && !known.has(value)).map((value) => ({ text: value, value }));
    return [...(all ? [ALL_CHOICE] : []), ...gone, ...choices].filter(({ text }) => words.every((word) => text.toLowerCase().includes(word)));
  }, [choices, selected, all, typed]);
  const shown = found.slice(0, MOST_SHOWN);
  const at = Math.min(active, shown.length - 1);

  const toggle = (value: string) => {
    if (!multiple || value === ALL) return onSelect([value], !multiple);
    const others = selected.filter((each) => each !== value && each !== ALL);
    const next = selected.includes(value) ? others : [...others, value];
    onSelect(next.length === 0 && all ? [ALL] : next, false);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined && shown.length > 0) setActive((at + step + shown.length) % shown.length);
    else if (event.key === 'Enter' && shown[at]) toggle(shown[at].value);
    else return;
    event.preventDefault();
  };
  return (
    <div className={styles.box}>
      <input
        className={styles.search}
        value={typed}
        onChange={(event) => {
          setTyped(event.target.value);
          setActive(0);
        }}
        onKeyDown={onKeyDown}
        placeholder="Search"
        role="combobox"
        aria-label={`Search ${label}`}
        aria-expanded="true"
        aria-controls={id}
        aria-activedescendant={shown[at] && `${id}-${at}`}
        aria-autocomplete="list"
        autoComplete="off"
        spellCheck={false}
        data-autofocus
      />
      <div id={id} className={styles.list} role="listbox" aria-label={label} aria-multiselectable={multiple} tabIndex={-1}>
        {shown.map(({ text, value }, i) => (
          <div
            key={value}
            id={`${id}-${i}`}
            role="option"
            aria-selected={selected.includes(value)}
            className={styles.option}
            data-active={i === at || undefined}
            onPointerMove={() => setActive(i)}
            onClick={() => toggle(value)}
          >
            <span className={styles.mark} data-square={multiple || undefined}>
              {selected.includes(value) && <IconCheck size={12} stroke={2.4} />}
            </span>
            <span className={styles.text} title={text}>{text || '(empty)'}</span>
            {multiple && value !== ALL && (
              <button type="button" className={styles.only} tabIndex={-1} onClick={(event) => { event.stopPropagation(); onSelect([value], true); }}>
                only
              </button>
            )}
          </div>
        ))}
        {found.length === 0 && <p className={styles.none}>{choices.length === 0 ? 'Nothing to choose from in this time range.' : 'Nothing matches.'}</p>}
      </div>
      {found.length > MOST_SHOWN && <p className={styles.none}>{found.length - MOST_SHOWN} more: type to narrow.</p>}
    </div>
  );
}
