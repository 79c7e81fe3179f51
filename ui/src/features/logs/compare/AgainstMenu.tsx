import { useState, type FormEvent } from 'react';
import { Popover } from '@mantine/core';
import { IconArrowsDiff } from '@tabler/icons-react';
import { formatDateTime, fromPickerText, toPickerText, type Zone } from '@/core/time';
import { Control } from '@/ui/Control/Control';
import { AGAINST, writeAgainst, type Range } from '../model/against';
import styles from './Comparison.module.css';

type Props = { against: string | undefined; other: Range | undefined; zone: Zone; onAgainst: (against: string | undefined) => void };

/** What the range is compared with: the time before, a day or a week ago, or any other. */
export function AgainstMenu({ against, other, zone, onAgainst }: Props) {
  const [opened, setOpened] = useState(false);
  const named = AGAINST.find(({ value }) => value === (against ?? 'previous'));
  const choose = (next: string | undefined) => {
    onAgainst(next);
    setOpened(false);
  };
  return (
    <Popover opened={opened} onChange={setOpened} position="bottom-end" width={280} trapFocus returnFocus>
      <Popover.Target>
        <Control quiet active={against !== undefined} aria-expanded={opened} aria-haspopup="dialog" title="What it is compared with" onClick={() => setOpened(!opened)}>
          <IconArrowsDiff size={14} />
          {named?.label ?? (other ? `${formatDateTime(other.start, zone)} – ${formatDateTime(other.end, zone)}` : 'Another time')}
        </Control>
      </Popover.Target>
      <Popover.Dropdown p={0} aria-label="Compare with">
        <ul className={styles.choices}>
          {AGAINST.map(({ value, label }) => (
            <li key={value}>
              <button type="button" className={styles.choice} aria-current={named?.value === value || undefined} onClick={() => choose(value === 'previous' ? undefined : value)}>
                {label}
              </button>
            </li>
          ))}
        </ul>
        {opened && <Own other={other} zone={zone} onRange={(range) => choose(writeAgainst(range))} />}
      </Popover.Dropdown>
    </Popover>
  );
}

/** Any two times. */
function Own({ other, zone, onRange }: { other: Range | undefined; zone: Zone; onRange: (range: Range) => void }) {
  const text = (seconds: number | undefined) => (seconds === undefined ? '' : toPickerText(String(Math.round(seconds * 1000)), zone));
  const [from, setFrom] = useState(text(other?.start));
  const [to, setTo] = useState(text(other?.end));
  const [start, end] = [from, to].map((typed) => Number(fromPickerText(typed, zone)) / 1000) as [number, number];
  const readable = end > start;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (readable) onRange({ start, end });
  };
  return (
    <form className={styles.own} onSubmit={submit}>
      <label className={styles.label}>
        From
        <input className={styles.input} value={from} onChange={({ target }) => setFrom(target.value)} aria-invalid={!readable} />
      </label>
      <label className={styles.label}>
        To
        <input className={styles.input} value={to} onChange={({ target }) => setTo(target.value)} aria-invalid={!readable} />
      </label>
      <Control type="submit" disabled={!readable}>
        Compare
      </Control>
    </form>
  );
}
