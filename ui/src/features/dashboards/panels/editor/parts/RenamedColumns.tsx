import { Autocomplete, TextInput } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { Control } from '@/ui/Control/Control';
import { Setting } from '../controls/Setting';
import styles from '../controls/Editor.module.css';

type Props = { names: readonly string[]; renamed: Readonly<Record<string, string>>; onChange: (renamed: Record<string, string>) => void };

/** What columns are called instead of their own names. */
export function RenamedColumns({ names, renamed, onChange }: Props) {
  const entries = Object.entries(renamed);
  const put = (at: number, entry: [string, string]) => onChange(Object.fromEntries(entries.map((known, i) => (i === at ? entry : known))));
  const unused = names.find((name) => !Object.hasOwn(renamed, name)) ?? '';
  return (
    <Setting words="columns renamed names organize" className={styles.choice}>
      <span className={styles.label}>Columns under other names</span>
      {entries.map(([name, title], at) => (
        <div key={at} className={styles.row}>
          <Autocomplete size="xs" aria-label={`Column ${at + 1}`} data={names.filter((known) => known === name || !Object.hasOwn(renamed, known))} value={name} onChange={(next) => put(at, [next, title])} />
          <TextInput aria-label={`Name of column ${at + 1}`} value={title} onChange={({ target }) => put(at, [name, target.value])} />
          <Control quiet aria-label={`Keep the name of column ${at + 1}`} onClick={() => onChange(Object.fromEntries(entries.filter((_, i) => i !== at)))}>
            <IconTrash size={13} />
          </Control>
        </div>
      ))}
      <div>
        <Control disabled={Object.hasOwn(renamed, unused)} onClick={() => onChange({ ...renamed, [unused]: '' })}>
          <IconPlus size={13} aria-hidden="true" /> Name
        </Control>
      </div>
    </Setting>
  );
}
