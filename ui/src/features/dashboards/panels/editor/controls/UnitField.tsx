import { useState } from 'react';
import { Select } from '@mantine/core';
import { OFFERED_UNITS } from '../../units/offered';
import { Setting } from './Setting';

const KNOWN = new Map(OFFERED_UNITS.flatMap(({ items }) => items));

/** What values are measured in: found by name or id, or typed as it is to stand behind the number. */
export function UnitField({ value, onChange, placeholder = 'None' }: { value: string; onChange: (value: string) => void; placeholder?: string }) {
  const [typed, setTyped] = useState('');
  const groups = OFFERED_UNITS.map(({ group, items }) => ({ group, items: items.map(([id, label]) => ({ value: id as string, label: label as string })) }));
  const own = [...new Set([value, typed.trim()])].filter((unit) => unit !== '' && !KNOWN.has(unit) && ![...KNOWN.values()].includes(unit)).map((unit) => ({ value: unit, label: unit }));
  return (
    <Setting words="Unit measured bytes seconds percent format">
      <Select
        size="xs"
        label="Unit"
        searchable
        clearable
        placeholder={placeholder}
        data={own.length > 0 ? [...groups, { group: 'As it is', items: own }] : groups}
        value={value || null}
        onChange={(unit) => onChange(unit ?? '')}
        onSearchChange={setTyped}
        clearButtonProps={{ 'aria-label': 'No unit' }}
        maxDropdownHeight={280}
      />
    </Setting>
  );
}
