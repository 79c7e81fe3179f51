import { NativeSelect, TextInput } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { Control } from '@/ui/Control/Control';
import type { Mapping, Values } from '../../../model/dashboard';
import { ColourField } from '../controls/ColourField';
import { NumberInput } from '../controls/NumberField';
import { replaced, RowTools } from '../controls/RowTools';
import { Setting } from '../controls/Setting';
import styles from '../controls/Editor.module.css';

const KINDS = [{ value: 'value', label: 'Value' }, { value: 'range', label: 'Range' }, { value: 'regex', label: 'Pattern' }, { value: 'special', label: 'Special' }] as const;
const SPECIAL = [{ value: 'null', label: 'missing' }, { value: 'nan', label: 'not a number' }, { value: 'empty', label: 'empty text' }, { value: 'true', label: 'true' }, { value: 'false', label: 'false' }];
const BLANK: Mapping = { kind: 'value', match: '', start: null, end: null, text: '', colour: null };

/** Words instead of values. The first that fits counts. */
export function MappingsField({ mappings, onChange }: { mappings: Values['mappings']; onChange: (mappings: Values['mappings']) => void }) {
  return (
    <Setting words="mappings words values instead text colour range regex pattern special" className={styles.choice}>
      {mappings.map((mapping, at) => (
        <MappingRow key={at} mappings={mappings} at={at} mapping={mapping} onChange={onChange} />
      ))}
      <div>
        <Control onClick={() => onChange([...mappings, BLANK])}>
          <IconPlus size={13} aria-hidden="true" /> Mapping
        </Control>
      </div>
    </Setting>
  );
}

type RowProps = { mappings: Values['mappings']; at: number; mapping: Mapping; onChange: (mappings: Values['mappings']) => void };

function MappingRow({ mappings, at, mapping, onChange }: RowProps) {
  const name = `mapping ${at + 1}`;
  const set = (change: Partial<Mapping>) => onChange(replaced(mappings, at, change));
  const kind = (next: Mapping['kind']) => set({ kind: next, match: next === 'special' ? 'null' : '', start: null, end: null });
  return (
    <div className={styles.card} role="group" aria-label={`Mapping ${at + 1}`}>
      <div className={styles.row}>
        <NativeSelect size="xs" aria-label={`Kind of ${name}`} data={[...KINDS]} value={mapping.kind} onChange={({ target }) => kind(KINDS.find(({ value }) => value === target.value)!.value)} />
        {mapping.kind === 'range' ? (
          <>
            <NumberInput unnamed label={`Start of ${name}`} value={mapping.start} placeholder="−∞" onChange={(start) => set({ start })} />
            <NumberInput unnamed label={`End of ${name}`} value={mapping.end} placeholder="∞" onChange={(end) => set({ end })} />
          </>
        ) : mapping.kind === 'special' ? (
          <NativeSelect size="xs" aria-label={`What ${name} stands for`} className={styles.grow} data={SPECIAL} value={mapping.match} onChange={({ target }) => set({ match: target.value })} />
        ) : (
          <TextInput aria-label={`What ${name} stands for`} placeholder={mapping.kind === 'regex' ? '^web-(.*)$' : '1'} value={mapping.match} onChange={({ target }) => set({ match: target.value })} />
        )}
        <RowTools name={name} items={mappings} at={at} onChange={onChange} />
      </div>
      <div className={styles.row}>
        <TextInput aria-label={`Text of ${name}`} placeholder="Shown as" value={mapping.text ?? ''} onChange={({ target }) => set({ text: target.value })} />
        <ColourField label={`Colour of ${name}`} value={mapping.colour ?? ''} optional onChange={(colour) => set({ colour: colour || null })} />
      </div>
    </div>
  );
}
