import { useState } from 'react';
import { Menu, TextInput } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { OPERATIONS, type OperationKind, type OperationSpec } from '@/core/promql/builder/operations';
import { Control } from '@/ui/Control/Control';
import styles from './OperationMenu.module.css';

const HEADINGS: Record<OperationKind, string> = {
  range: 'Over time',
  aggregation: 'Across series',
  function: 'Each value',
  arithmetic: 'Calculate',
  comparison: 'Compare',
};

/** Everything that can be done next, with what it does. */
export function OperationMenu({ disabled, onChoose }: { disabled: boolean; onChoose: (id: string) => void }) {
  const [typed, setTyped] = useState('');
  const found = OPERATIONS.filter((spec) => matches(spec, typed));
  const choose = (id: string) => {
    setTyped('');
    onChoose(id);
  };
  return (
    <Menu position="bottom-start" width={380} disabled={disabled} onClose={() => setTyped('')}>
      <Menu.Target>
        <Control quiet disabled={disabled} title={disabled ? 'Choose a metric first' : undefined}>
          <IconPlus size={13} aria-hidden="true" />
          Operation
        </Control>
      </Menu.Target>
      <Menu.Dropdown>
        <TextInput
          data-autofocus
          aria-label="Find an operation"
          placeholder="rate, sum, quantile …"
          value={typed}
          onChange={({ target }) => setTyped(target.value)}
          onKeyDown={(event) => {
            if (event.key !== 'Enter' || !found[0]) return;
            event.preventDefault();
            event.currentTarget.closest('[role="menu"]')?.querySelector<HTMLElement>('[role="menuitem"]')?.click();
          }}
        />
        <div className={styles.list}>
          {(Object.keys(HEADINGS) as OperationKind[]).map((kind) => {
            const specs = found.filter((spec) => spec.kind === kind);
            return (
              specs.length > 0 && (
                <div key={kind}>
                  <Menu.Label>{HEADINGS[kind]}</Menu.Label>
                  {specs.map(({ id, help }) => (
                    <Menu.Item key={id} onClick={() => choose(id)}>
                      <span className={styles.item}>
                        <code className={styles.name}>{id}</code>
                        <span className={styles.help}>{help}</span>
                      </span>
                    </Menu.Item>
                  ))}
                </div>
              )
            );
          })}
          {found.length === 0 && <Menu.Label>The builder has no such operation</Menu.Label>}
        </div>
      </Menu.Dropdown>
    </Menu>
  );
}

const matches = ({ id, help }: OperationSpec, typed: string): boolean => `${id} ${help}`.toLowerCase().includes(typed.trim().toLowerCase());
