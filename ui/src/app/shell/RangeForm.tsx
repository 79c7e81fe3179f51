import { useState, type FormEvent } from 'react';
import { TextInput } from '@mantine/core';
import { fromPickerText, resolveTime, toPickerText, type TimeRange, type Zone } from '@/core/time';
import { Control } from '@/ui/Control/Control';
import styles from './TimePicker.module.css';

type Props = { range: TimeRange; zone: Zone; onChoose: (range: TimeRange) => void };

const HELP = '2026-01-31 14:00 or now-6h';

/** Both ends of the range as text: a date or a relative time. */
export function RangeForm({ range, zone, onChoose }: Props) {
  const [from, setFrom] = useState(toPickerText(range.from, zone));
  const [to, setTo] = useState(toPickerText(range.to, zone));
  const start = fromPickerText(from, zone);
  const end = fromPickerText(to, zone);
  const now = Date.now() / 1000;
  const backwards = start !== undefined && end !== undefined && resolveTime(end, now)! <= resolveTime(start, now)!;

  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (start !== undefined && end !== undefined && !backwards) onChoose({ from: start, to: end });
  };
  return (
    <form className={styles.form} onSubmit={submit}>
      <TextInput label="From" value={from} onChange={(event) => setFrom(event.currentTarget.value)} error={start === undefined && `Write ${HELP}`} data-autofocus />
      <TextInput
        label="To"
        value={to}
        onChange={(event) => setTo(event.currentTarget.value)}
        error={end === undefined ? `Write ${HELP}` : backwards && 'Must be later than the start'}
      />
      <p className={styles.help}>{HELP}</p>
      <Control type="submit">Apply</Control>
    </form>
  );
}
