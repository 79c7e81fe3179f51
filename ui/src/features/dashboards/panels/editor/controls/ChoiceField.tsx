import { useId } from 'react';
import { NativeSelect, SegmentedControl } from '@mantine/core';
import { Setting } from './Setting';
import styles from './Editor.module.css';

type Props<Value extends string> = { label: string; value: Value; choices: readonly (readonly [Value, string])[]; onChange: (value: Value) => void; words?: string };

/** Up to so many choices stand side by side, more in a list. */
const SIDE_BY_SIDE = 4;

/** One of several. */
export function ChoiceField<Value extends string>({ label, value, choices, onChange, words = '' }: Props<Value>) {
  const id = useId();
  const data = choices.map(([name, text]) => ({ value: name as string, label: text }));
  const choose = (name: string) => {
    const chosen = choices.find(([known]) => known === name);
    if (chosen) onChange(chosen[0]);
  };
  return (
    <Setting words={`${label} ${words} ${choices.map(([, text]) => text).join(' ')}`} className={styles.choice}>
      {choices.length > SIDE_BY_SIDE ? (
        <NativeSelect size="xs" label={label} data={data} value={value} onChange={({ target }) => choose(target.value)} />
      ) : (
        <>
          <span className={styles.label} id={id}>
            {label}
          </span>
          <SegmentedControl fullWidth aria-labelledby={id} data={data} value={value} onChange={choose} />
        </>
      )}
    </Setting>
  );
}
