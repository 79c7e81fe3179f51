import { useEffect, useState } from 'react';
import { Popover } from '@mantine/core';
import { IconAlertTriangle, IconChevronDown } from '@tabler/icons-react';
import { Control } from '@/ui/Control/Control';
import { toldChoice, type ResolvedVariable } from '../model/choices';
import { ChoiceList } from './ChoiceList';
import styles from './VariableControl.module.css';

type Props = { resolved: ResolvedVariable; onChoose: (values: string[]) => void };

/** A variable: its name and what is chosen. Several are chosen together and asked for once the list closes. */
export function VariableControl({ resolved, onChoose }: Props) {
  const { variable, problem } = resolved;
  const label = variable.label || variable.name;
  const [opened, setOpened] = useState(false);
  const [draft, setDraft] = useState<string[] | null>(null);
  if (variable.kind === 'text') return <TextControl label={label} value={resolved.selected[0] ?? ''} onChoose={onChoose} />;
  const close = () => {
    setOpened(false);
    if (draft && draft.join('\n') !== resolved.selected.join('\n')) onChoose(draft);
    setDraft(null);
  };
  const selected = draft ?? resolved.selected;
  const told = toldChoice({ ...resolved, selected });
  return (
    <span className={styles.pair}>
      <Popover opened={opened} onChange={(open) => (open ? setOpened(true) : close())} position="bottom-start" width={280} trapFocus returnFocus>
        <Popover.Target>
          <Control className={styles.button} aria-label={`${label}: ${told || 'nothing chosen'}`} title={problem ?? undefined} onClick={() => (opened ? close() : setOpened(true))}>
            <span className={styles.label}>{label}</span>
            <span className={styles.value}>{told || '–'}</span>
            {problem ? <IconAlertTriangle size={13} className={styles.problem} /> : <IconChevronDown size={13} className={styles.chevron} />}
          </Control>
        </Popover.Target>
        <Popover.Dropdown p={0} aria-label={label}>
          {problem && <p className={styles.why}>{problem}</p>}
          <ChoiceList
            label={label}
            choices={resolved.choices}
            selected={selected}
            multiple={variable.multiple}
            all={variable.include_all}
            onSelect={(values, done) => {
              if (!done) return setDraft(values);
              setDraft(null);
              setOpened(false);
              if (values.join('\n') !== resolved.selected.join('\n')) onChoose(values);
            }}
          />
        </Popover.Dropdown>
      </Popover>
    </span>
  );
}

function TextControl({ label, value, onChoose }: { label: string; value: string; onChoose: (values: string[]) => void }) {
  const [text, setText] = useState(value);
  useEffect(() => setText(value), [value]);
  const done = () => text !== value && onChoose([text]);
  return (
    <label className={styles.text}>
      <span className={styles.label}>{label}</span>
      <input className={styles.input} value={text} onChange={(event) => setText(event.target.value)} onBlur={done} onKeyDown={(event) => event.key === 'Enter' && done()} spellCheck={false} />
    </label>
  );
}
