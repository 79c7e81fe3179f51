import { useEffect, useState } from 'react';
import { TextInput } from '@mantine/core';
import { Setting } from './Setting';

type Props = { label: string; value: number | null; onChange: (value: number | null) => void; placeholder?: string; words?: string; least?: number; most?: number; whole?: boolean };

/** A number, or none. What can't be read as one within the limits has no effect, and says so. */
export function NumberField(props: Props) {
  return (
    <Setting words={`${props.label} ${props.words ?? ''}`}>
      <NumberInput {...props} />
    </Setting>
  );
}

/** The field alone, for rows whose label is only read aloud. */
export function NumberInput({ label, value, onChange, placeholder, least, most, whole = false, unnamed = false }: Props & { unnamed?: boolean }) {
  const [text, setText] = useState(value === null ? '' : String(value));
  useEffect(() => {
    setText((typed) => (read(typed) === value ? typed : value === null ? '' : String(value)));
  }, [value]);
  const fits = (typed: string) => {
    const number = read(typed);
    return typed.trim() === '' || (number !== null && number >= (least ?? number) && number <= (most ?? number) && (!whole || Number.isInteger(number)));
  };
  const type = (typed: string) => {
    setText(typed);
    if (fits(typed)) onChange(read(typed));
  };
  return <TextInput {...(unnamed ? { 'aria-label': label } : { label })} inputMode="decimal" value={text} placeholder={placeholder} error={!fits(text)} onChange={({ target }) => type(target.value)} />;
}

/** The number of a text; null when it is none. */
function read(text: string): number | null {
  const number = text.trim() === '' ? Number.NaN : Number(text.trim().replace(',', '.'));
  return Number.isFinite(number) ? number : null;
}
