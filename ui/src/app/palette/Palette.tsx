import { useMemo, useState, type KeyboardEvent } from 'react';
import { Modal } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { usePermissions } from '@/core/permissions';
import { chosenBefore, rememberChoice } from './chosen';
import type { Entry } from './entry';
import { LIST_ID, optionId, PaletteList } from './PaletteList';
import { rank } from './rank';
import { entriesFor } from './typedEntries';
import { useActions } from './useActions';
import { usePlaces } from './usePlaces';
import styles from './Palette.module.css';

type Props = {
  /** `chosen` when something was: the keyboard then belongs to where that led. */
  onClose: (chosen?: boolean) => void;
  onHelp: () => void;
};

/** Everything there is, by a few letters: pages, services, searches, traces, actions; a pasted trace id; else a search. */
export function Palette({ onClose, onHelp }: Props) {
  const [typed, setTyped] = useState('');
  const [active, setActive] = useState(0);
  const navigate = useNavigate();
  const permissions = usePermissions();
  const entries = [...usePlaces(), ...useActions(onHelp)];
  const recent = useMemo(chosenBefore, []);
  const groups = listFor(entries, typed, recent, permissions);
  const items = groups.flatMap((group) => group.items);
  const at = Math.min(active, items.length - 1);

  const choose = ({ id, go }: Entry) => {
    if (!id.startsWith('typed:')) rememberChoice(id);
    const moves = typeof go !== 'function';
    onClose(moves);
    if (moves) void navigate(go);
    else go();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined && items.length > 0) setActive((at + step + items.length) % items.length);
    else if (event.key === 'Enter' && items[at]) choose(items[at].entry);
    else return;
    event.preventDefault();
  };
  return (
    <Modal.Root opened onClose={() => onClose()} size={600} yOffset="11vh" transitionProps={{ duration: 0 }} padding={0} classNames={{ content: styles.box }}>
      <Modal.Overlay backgroundOpacity={0.4} />
      <Modal.Content aria-label="Search or jump to">
        <div className={styles.field}>
          <IconSearch size={16} stroke={1.7} aria-hidden="true" />
          <input
            className={styles.input}
            value={typed}
            onChange={(event) => {
              setTyped(event.currentTarget.value);
              setActive(0);
            }}
            onKeyDown={onKeyDown}
            placeholder="Services, traces, pages, actions…"
            aria-label="Search or jump to"
            role="combobox"
            aria-expanded="true"
            aria-controls={LIST_ID}
            aria-activedescendant={items[at] && optionId(items[at].entry)}
            aria-autocomplete="list"
            autoComplete="off"
            spellCheck={false}
            data-autofocus
          />
        </div>
        <PaletteList groups={groups} active={items[at]?.entry} onPoint={(entry) => setActive(items.findIndex((item) => item.entry === entry))} onChoose={choose} />
      </Modal.Content>
    </Modal.Root>
  );
}

function listFor(entries: readonly Entry[], typed: string, recent: readonly string[], permissions: readonly string[]) {
  const { first, last } = entriesFor(typed, permissions);
  const plain = (entry: Entry) => ({ entry, ranges: [] as [number, number][] });
  return [
    ...(first.length > 0 ? [{ group: 'Open' as const, items: first.map(plain) }] : []),
    ...rank(entries, typed, recent),
    ...(last.length > 0 ? [{ group: 'Search' as const, items: last.map(plain) }] : []),
  ];
}
