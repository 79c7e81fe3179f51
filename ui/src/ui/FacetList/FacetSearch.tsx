import { useEffect, useState } from 'react';
import { useDebouncedValue } from '@mantine/hooks';
import type { FacetActions, FacetField, FacetValueCount } from './Facet';
import styles from './FacetList.module.css';

type Props = { field: FacetField; onSearch: FacetActions['onSearch']; onFound: (values: readonly FacetValueCount[] | null) => void };

const PAUSE_MS = 150;

/** Looks for values of one field: among the listed ones at once, and at the server for the rest. */
export function FacetSearch({ field, onSearch, onFound }: Props) {
  const [text, setText] = useState('');
  const [prefix] = useDebouncedValue(text, PAUSE_MS);
  const { name, values } = field;

  useEffect(() => {
    if (prefix === '') {
      onFound(null);
      return undefined;
    }
    const wanted = prefix.toLowerCase();
    const listed = values.filter(({ value }) => value.toLowerCase().includes(wanted));
    onFound(listed);
    const abort = new AbortController();
    const add = (more: readonly FacetValueCount[]) => {
      const known = new Set(listed.map(({ value }) => value));
      if (!abort.signal.aborted) onFound([...listed, ...more.filter(({ value }) => !known.has(value))]);
    };
    // The listed values are a good answer by themselves: a failed request leaves them.
    onSearch?.(name, prefix, abort.signal).then(add, () => undefined);
    return () => abort.abort();
  }, [prefix, name, values, onSearch, onFound]);

  return <input className={styles.search} type="search" aria-label={`Find a value of ${field.label ?? name}`} placeholder="Find a value" value={text} onChange={(event) => setText(event.target.value)} />;
}
