import { useMemo, useState } from 'react';
import { Popover } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { IconColumns3 } from '@tabler/icons-react';
import { isFieldName } from '@/core/search/spelling';
import { Control } from '@/ui/Control/Control';
import { searchFields } from '@/ui/QueryBar/vocabulary';
import styles from './ColumnChooser.module.css';

/** Always on the line. */
const FIXED = new Set(['message', 'level', 'service']);

/** Any field of the records as a column of the list. */
export function ColumnChooser({ columns, onToggle }: { columns: readonly string[]; onToggle: (name: string) => void }) {
  const [opened, setOpened] = useState(false);
  return (
    <Popover opened={opened} onChange={setOpened} position="bottom-end" width={300} trapFocus returnFocus>
      <Popover.Target>
        <Control quiet active={columns.length > 0} aria-expanded={opened} title="Fields as columns" onClick={() => setOpened(!opened)}>
          <IconColumns3 size={14} />
          Columns
        </Control>
      </Popover.Target>
      <Popover.Dropdown p={0} aria-label="Choose columns">
        {opened && <Choices columns={columns} onToggle={onToggle} />}
      </Popover.Dropdown>
    </Popover>
  );
}

function Choices({ columns, onToggle }: { columns: readonly string[]; onToggle: (name: string) => void }) {
  const fields = useQuery({ queryKey: ['search', 'fields', 'logs', 'columns'], queryFn: () => searchFields('logs') });
  const [text, setText] = useState('');
  const names = useMemo(() => {
    const known = (fields.data ?? []).map(({ name }) => name).filter((name) => !FIXED.has(name) && !columns.includes(name));
    const wanted = text.trim().toLowerCase();
    const found = [...columns, ...known].filter((name) => name.toLowerCase().includes(wanted));
    // A field that was not seen lately may still be one.
    return wanted === '' || found.includes(text.trim()) || !isFieldName(text.trim()) ? found : [...found, text.trim()];
  }, [fields.data, columns, text]);
  return (
    <div className={styles.choices}>
      <input className={styles.find} type="search" aria-label="Find a field" placeholder="Find a field" data-autofocus value={text} onChange={(event) => setText(event.target.value)} />
      <ul className={styles.list}>
        {names.map((name) => (
          <li key={name}>
            <label className={styles.choice}>
              <input type="checkbox" checked={columns.includes(name)} onChange={() => onToggle(name)} />
              <span>{name}</span>
            </label>
          </li>
        ))}
      </ul>
    </div>
  );
}
