import { useEffect, useState } from 'react';
import { Autocomplete, Select } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { Control } from '@/ui/Control/Control';
import { FilterField } from '@/ui/FilterField/FilterField';
import type { CatalogueSearch } from '../search';
import styles from './CatalogueFilters.module.css';

const TYPES = ['counter', 'gauge', 'histogram', 'gaugehistogram', 'summary', 'info', 'stateset'];
const REST_MS = 250;

type Props = { search: CatalogueSearch; sources: readonly string[]; unusedDays: number; onChange: (changes: Partial<CatalogueSearch>, replace?: boolean) => void };

/** Narrows the catalogue by words, type, sender and use. */
export function CatalogueFilters({ search, sources, unusedDays, onChange }: Props) {
  const { q, type, source, unused } = search;
  return (
    <div className={styles.filters} role="search" aria-label="Filter metrics">
      <FilterField label="Filter by words" placeholder="Words of name or help" value={q ?? ''} onChange={(text) => onChange({ q: text }, true)} rest={REST_MS} />
      <Select size="xs" className={styles.type} aria-label="Type" placeholder="Any type" clearable data={TYPES} value={type ?? null} onChange={(chosen) => onChange({ type: chosen ?? undefined })} />
      <Source value={source} sources={sources} onChange={(chosen) => onChange({ source: chosen })} />
      <Control active={unused === '1'} aria-pressed={unused === '1'} title={`Only metrics that no query, rule, dashboard or alert named in ${unusedDays} days`} onClick={() => onChange({ unused: unused ? undefined : '1' })}>
        Unused
      </Control>
      {(q || type || source || unused) && <Control onClick={() => onChange({ q: undefined, type: undefined, source: undefined, unused: undefined })}>Clear</Control>}
    </div>
  );
}

/** A sender, chosen or typed; asked for once the typing rests. */
function Source({ value, sources, onChange }: { value: string | undefined; sources: readonly string[]; onChange: (source: string | undefined) => void }) {
  const [text, setText] = useState(value ?? '');
  useEffect(() => setText(value ?? ''), [value]);
  const later = useDebouncedCallback((typed: string) => onChange(typed.trim() || undefined), REST_MS * 2);
  const change = (typed: string) => {
    setText(typed);
    later(typed);
  };
  return <Autocomplete size="xs" className={styles.source} aria-label="Sent by" placeholder="Any sender" data={[...sources]} value={text} onChange={change} clearable />;
}
