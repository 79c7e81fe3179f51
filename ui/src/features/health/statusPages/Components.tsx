import { useMemo } from 'react';
import { MultiSelect, TextInput } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { Control } from '@/ui/Control/Control';
import { useBoard } from '../api/monitors';
import type { PageComponent } from '../api/statusPages';
import { errorAt } from '../model/draft';
import styles from './PageForm.module.css';

type Props = { components: readonly PageComponent[]; errors: Readonly<Record<string, string>>; onChange: (components: PageComponent[]) => void };

/** The parts of what is offered, each told by monitors. */
export function Components({ components, errors, onChange }: Props) {
  const monitors = useBoard().data?.monitors;
  const choices = useMemo(() => (monitors ?? []).map(({ id, name }) => ({ value: id, label: name })), [monitors]);
  const change = (i: number, changes: Partial<PageComponent>) => onChange(components.map((each, at) => (at === i ? { ...each, ...changes } : each)));
  return (
    <fieldset className={styles.components}>
      <legend>Components</legend>
      {components.map((component, i) => (
        <div key={i} className={styles.component}>
          <TextInput aria-label={`Name of component ${i + 1}`} placeholder="Checkout" value={component.name} error={errors[`components.${i}.name`]} onChange={({ currentTarget: { value } }) => change(i, { name: value })} />
          <Control quiet aria-label={`Remove component ${i + 1}`} onClick={() => onChange(components.toSpliced(i, 1))}>
            <IconTrash size={14} />
          </Control>
          <TextInput className={styles.whole} aria-label={`What component ${i + 1} is`} placeholder="What people do with it" value={component.description ?? ''} onChange={({ currentTarget: { value } }) => change(i, { description: value })} />
          <MultiSelect
            size="xs" className={styles.whole} aria-label={`Monitors of component ${i + 1}`} placeholder={component.monitors?.length ? undefined : 'Monitors that tell of it'} data={choices} value={component.monitors ?? []}
            onChange={(ids) => change(i, { monitors: ids })} error={errorAt(errors, `components.${i}.monitors`)} searchable
          />
        </div>
      ))}
      <Control onClick={() => onChange([...components, { name: '', monitors: [] }])}>
        <IconPlus size={14} aria-hidden="true" />
        Component
      </Control>
    </fieldset>
  );
}
