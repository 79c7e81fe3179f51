import { useEffect, useState, type KeyboardEvent } from 'react';
import styles from './LegendField.module.css';

type Props = { legend: string; letter: string; focus: boolean; labels: readonly string[]; onChange: (legend: string) => void };

/** Labels that are offered: those that tell the series apart. */
const OFFERED = 6;

/** What the series of a query are called. Emptied, they are named by what tells them apart. */
export function LegendField({ legend, letter, focus, labels, onChange }: Props) {
  const [text, setText] = useState(legend);
  useEffect(() => setText(legend), [legend]);
  return (
    <div className={styles.label}>
      Series are called
      <input
        className={styles.input}
        aria-label={`Names of the series of query ${letter}`}
        autoFocus={focus}
        placeholder="{{instance}}"
        spellCheck={false}
        value={text}
        onChange={({ target }) => setText(target.value)}
        onBlur={() => text.trim() !== legend && onChange(text.trim())}
        onKeyDown={({ key }: KeyboardEvent) => key === 'Enter' && onChange(text.trim())}
      />
      {labels.slice(0, OFFERED).map((label) => (
        <button
          key={label}
          type="button"
          className={styles.offer}
          // The field keeps the keyboard: leaving it would take the text as it is.
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => setText(`${text} {{${label}}}`.trim())}
        >
          {label}
        </button>
      ))}
    </div>
  );
}
