import { useEffect, useState } from 'react';
import { useDebouncedCallback } from '@mantine/hooks';
import { pageSearch } from '@/core/pageSearch';
import styles from './FilterField.module.css';

type Props = {
  /** What it narrows: `Filter services`. */
  label: string;
  placeholder: string;
  value: string;
  /** With every letter, or once the typing rests; undefined when nothing is typed. */
  onChange: (text: string | undefined) => void;
  /** How long the typing has to rest, in ms: for lists the server narrows. */
  rest?: number;
  /** Not the field the key `/` goes to. */
  secondary?: boolean;
};

/** Narrows a list. Keep its text in the URL. */
export function FilterField({ label, placeholder, value, onChange, rest = 0, secondary = false }: Props) {
  const [text, setText] = useState(value);
  useEffect(() => setText(value), [value]);
  const later = useDebouncedCallback((typed: string) => onChange(typed || undefined), rest);
  const type = (typed: string) => {
    setText(typed);
    if (rest > 0) later(typed);
    else onChange(typed || undefined);
  };
  return (
    <input
      {...(secondary ? {} : pageSearch)}
      type="search"
      className={styles.field}
      aria-label={label}
      placeholder={placeholder}
      value={text}
      onChange={({ target }) => type(target.value)}
    />
  );
}
