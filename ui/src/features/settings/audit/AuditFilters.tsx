import { Autocomplete, SegmentedControl, Select, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { useEffect, useState } from 'react';
import { Control } from '@/ui/Control/Control';
import type { AuditEntry, AuditFilter } from './api';
import { actorOptions } from './actorOptions';
import type { AuditSearch } from './useAuditFilter';
import { ACTIONS } from './actions';
import styles from './AuditFilters.module.css';

type Props = { filter: AuditFilter; entries: readonly AuditEntry[]; onChange: (changes: AuditSearch) => void };

const TYPING_MS = 400;

/** Narrows the audit trail by person, act, object and time. */
export function AuditFilters({ filter, entries, onChange }: Props) {
  const inRange = filter.start !== undefined;
  const filtered = Boolean(filter.action || filter.actor || filter.object || inRange);
  return (
    <div className={styles.filters} role="search" aria-label="Filter entries">
      <Select
        size="xs"
        aria-label="Who"
        placeholder="Anybody"
        searchable
        clearable
        data={actorOptions(entries, filter.actor)}
        value={filter.actor ?? null}
        onChange={(actor) => onChange({ actor: actor ?? undefined })}
      />
      <Typed label="Act" placeholder="Any act" value={filter.action} suggestions={ACTIONS} onChange={(action) => onChange({ action })} />
      <Typed label="Object" placeholder="Any object, such as user:usr_…" value={filter.object} onChange={(object) => onChange({ object })} />
      <SegmentedControl
        data={[
          { value: 'all', label: 'All of time' },
          { value: 'range', label: 'Time range above' },
        ]}
        value={inRange ? 'range' : 'all'}
        onChange={(when) => onChange({ when: when === 'range' ? 'range' : undefined })}
        aria-label="Time"
      />
      {filtered && <Control onClick={() => onChange({ action: undefined, actor: undefined, object: undefined, when: undefined })}>Clear</Control>}
    </div>
  );
}

type TypedProps = { label: string; placeholder: string; value: string | undefined; suggestions?: readonly string[]; onChange: (value: string | undefined) => void };

/** A text that filters once the typing rests: each request is an entry of the trail. */
function Typed({ label, placeholder, value, suggestions, onChange }: TypedProps) {
  const [text, setText] = useState(value ?? '');
  useEffect(() => setText(value ?? ''), [value]);
  const send = useDebouncedCallback((typed: string) => onChange(typed.trim() || undefined), TYPING_MS);
  const change = (typed: string) => {
    setText(typed);
    send(typed);
  };
  return suggestions ? (
    <Autocomplete size="xs" aria-label={label} placeholder={placeholder} data={[...suggestions]} value={text} onChange={change} clearable />
  ) : (
    <TextInput aria-label={label} placeholder={placeholder} value={text} onChange={(event) => change(event.currentTarget.value)} className={styles.object} />
  );
}
