import { TextInput } from '@mantine/core';
import { Setting } from './Setting';

type Props = { label: string; value: string; onChange: (value: string) => void; placeholder?: string; words?: string; hint?: string; code?: boolean };

/** A text; every letter takes effect. */
export function TextField({ label, value, onChange, placeholder, words = '', hint, code = false }: Props) {
  return (
    <Setting words={`${label} ${words}`}>
      <TextInput label={label} description={hint} value={value} placeholder={placeholder} styles={code ? { input: { fontFamily: 'var(--mono)' } } : undefined} onChange={({ target }) => onChange(target.value)} />
    </Setting>
  );
}
