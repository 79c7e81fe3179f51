import { useMemo, useState, type ReactElement } from 'react';
import { Popover } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { isFieldName } from '@/core/search/spelling';
import { searchFields } from '@/ui/QueryBar/vocabulary';
import styles from './FieldMenu.module.css';

type Props = {
  /** What the field is chosen for, for people who don't see it: `Field of the histogram`. */
  label: string;
  /** Fields that may not be chosen. */
  without?: readonly string[];
  /** The one in use. */
  chosen?: string;
  onChoose: (field: string) => void;
  /** Opens the menu. */
  target: (props: { onClick: () => void; 'aria-expanded': boolean; 'aria-haspopup': 'dialog' }) => ReactElement;
};

const SHOWN = 60;

/** Chooses a field of the records: by a list that typing narrows, or any name typed in full. */
export function FieldMenu({ label, target, ...choices }: Props) {
  const [opened, setOpened] = useState(false);
  return (
    <Popover opened={opened} onChange={setOpened} position="bottom-end" width={280} trapFocus returnFocus>
      <Popover.Target>{target({ onClick: () => setOpened(!opened), 'aria-expanded': opened, 'aria-haspopup': 'dialog' })}</Popover.Target>
      <Popover.Dropdown p={0} aria-label={label}>
        {opened && <Choices label={label} {...choices} onClose={() => setOpened(false)} />}
      </Popover.Dropdown>
    </Popover>
  );
}

const NONE: readonly string[] = [];

function Choices({ label, without = NONE, chosen, onChoose, onClose }: Omit<Props, 'target'> & { onClose: () => void }) {
  const fields = useQuery({ queryKey: ['search', 'fields', 'logs', 'menu'], queryFn: () => searchFields('logs') });
  const [text, setText] = useState('');
  const names = useMemo(() => {
    const wanted = text.trim();
    const known = (fields.data ?? []).map(({ name }) => name).filter((name) => name !== 'message' && !without.includes(name));
    const found = known.filter((name) => name.toLowerCase().includes(wanted.toLowerCase())).slice(0, SHOWN);
    // A field that was not seen lately may still be one.
    return found.includes(wanted) || !isFieldName(wanted) || without.includes(wanted) ? found : [...found, wanted];
  }, [fields.data, without, text]);
  const choose = (name: string | undefined) => {
    if (name === undefined) return;
    onChoose(name);
    onClose();
  };
  return (
    <div className={styles.choices}>
      <input
        className={styles.find}
        type="search"
        aria-label={label}
        placeholder="Find a field"
        data-autofocus
        value={text}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={(event) => event.key === 'Enter' && choose(names[0])}
      />
      <ul className={styles.list} aria-label="Fields">
        {names.map((name) => (
          <li key={name}>
            <button type="button" className={styles.choice} aria-current={name === chosen || undefined} onClick={() => choose(name)}>
              {name}
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}
