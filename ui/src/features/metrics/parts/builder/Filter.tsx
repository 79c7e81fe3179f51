import { useEffect, useState } from 'react';
import { Autocomplete, NativeSelect } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import type { Matcher } from '@/core/promql/syntax/types';
import { Control } from '@/ui/Control/Control';
import { useLabelNames, useLabelValues } from '../../api';
import styles from './Filter.module.css';

type Props = {
  matcher: Matcher;
  /** The selector without this filter: what can be chosen is what it finds. */
  others: string;
  onChange: (matcher: Matcher) => void;
  onRemove: () => void;
};

const OPS: Matcher['op'][] = ['=', '!=', '=~', '!~'];
const LISTED = 80;
const OFFER = { width: 300, position: 'bottom-start' } as const;
const LETTER_PX = 7.4;
const MOST_PX = 340;

/** As wide as the text, within limits. */
const widthOf = (text: string, least: number): number => Math.min(MOST_PX, Math.max(least, 30 + text.length * LETTER_PX));

/** A label and what its value must be. Labels and values are offered as they are stored. */
export function Filter({ matcher, others, onChange, onRemove }: Props) {
  const { label, op, value } = matcher;
  const [typed, setTyped] = useState(value);
  const [name, setName] = useState(label);
  const [open, setOpen] = useState(false);
  useEffect(() => setTyped(value), [value]);
  useEffect(() => setName(label), [label]);
  const names = useLabelNames(others);
  const values = useLabelValues(label, others, open);
  const submitName = (next: string) => next !== label && onChange({ ...matcher, label: next });
  const submit = (next: string) => next !== value && onChange({ ...matcher, value: next });
  return (
    <div className={styles.filter} role="group" aria-label={label ? `Filter by ${label}` : 'New filter'}>
      <Autocomplete
        style={{ width: widthOf(name, 110) }}
        size="xs"
        aria-label="Label"
        placeholder="Label"
        limit={LISTED}
        comboboxProps={OFFER}
        data={(names.data ?? []).filter((each) => each !== '__name__')}
        value={name}
        onChange={setName}
        onOptionSubmit={submitName}
        onBlur={() => submitName(name)}
      />
      <NativeSelect className={styles.op} size="xs" aria-label="Comparison" data={OPS} value={op} onChange={({ target }) => onChange({ ...matcher, op: target.value as Matcher['op'] })} />
      <Autocomplete
        style={{ width: widthOf(typed, 150) }}
        size="xs"
        aria-label="Value"
        placeholder={op === '=~' || op === '!~' ? 'Regular expression' : 'Value'}
        limit={LISTED}
        comboboxProps={OFFER}
        data={values.data ?? []}
        value={typed}
        onFocus={() => setOpen(true)}
        onChange={setTyped}
        onOptionSubmit={submit}
        onBlur={() => submit(typed)}
        onKeyDown={({ key }) => key === 'Enter' && submit(typed)}
      />
      <Control quiet aria-label={label ? `Remove the filter by ${label}` : 'Remove the filter'} title="Remove" onClick={onRemove}>
        <IconX size={13} />
      </Control>
    </div>
  );
}
