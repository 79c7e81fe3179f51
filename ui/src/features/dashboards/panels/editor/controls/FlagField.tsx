import { Checkbox } from '@mantine/core';
import { Setting } from './Setting';

/** On or off. */
export function FlagField({ label, value, onChange, words = '', hint }: { label: string; value: boolean; onChange: (value: boolean) => void; words?: string; hint?: string }) {
  return (
    <Setting words={`${label} ${words}`}>
      <Checkbox size="xs" label={label} description={hint} checked={value} onChange={({ target }) => onChange(target.checked)} />
    </Setting>
  );
}
