import { useState } from 'react';
import { IconChevronRight } from '@tabler/icons-react';
import { thousands } from '@/core/format';
import { readStored, writeStored } from '@/core/stored';
import { FacetSearch } from './FacetSearch';
import { FacetValue } from './FacetValue';
import styles from './FacetList.module.css';

export type FacetValueCount = { value: string; count: number };
export type FacetField = {
  name: string;
  values: readonly FacetValueCount[];
  /** What the list calls it, if not by its name. */
  label?: string;
  /** How many different values there are, if more than those listed. */
  distinct?: number;
};

export type FacetActions = {
  onFilter: (field: string, value: string, exclude: boolean) => void;
  /** Whether the search asks for a value already, or excludes it. */
  stateOf?: (field: string, value: string) => 'in' | 'out' | null;
  /** The token of the dot before a value: a level's or a service's colour. */
  colorOf?: (field: string, value: string) => string | undefined;
  /** Finds values that are not in the list. Without it the search looks through the listed ones. */
  onSearch?: (field: string, prefix: string, signal: AbortSignal) => Promise<readonly FacetValueCount[]>;
};

type Props = FacetActions & { field: FacetField; openAtFirst: boolean };

/** With so many values a search box is quicker than reading. */
const SEARCHABLE = 8;
const STORAGE_KEY = 'sardonyx.open-facets';

/** One field: its name opens and closes it, and this browser remembers which. */
export function Facet({ field, openAtFirst, ...actions }: Props) {
  const [open, setOpen] = useState(() => remembered()[field.name] ?? openAtFirst);
  const [found, setFound] = useState<readonly FacetValueCount[] | null>(null);
  const distinct = field.distinct ?? field.values.length;
  const largest = field.values.reduce((max, { count }) => Math.max(max, count), 1);
  const label = field.label ?? field.name;
  const toggle = () => {
    writeStored(STORAGE_KEY, { ...remembered(), [field.name]: !open });
    setOpen(!open);
  };
  return (
    <section className={styles.facet} aria-label={label}>
      <button type="button" className={styles.header} aria-expanded={open} onClick={toggle}>
        <IconChevronRight size={13} className={styles.chevron} aria-hidden="true" />
        <span className={styles.name} title={field.name}>
          {label}
        </span>
        {!open && <span className={styles.distinct}>{thousands(distinct)}</span>}
      </button>
      {open && (
        <>
          {distinct >= SEARCHABLE && <FacetSearch field={field} onSearch={actions.onSearch} onFound={setFound} />}
          <div className={styles.values}>
            {(found ?? field.values).map((each) => (
              <FacetValue key={each.value} field={field.name} {...each} share={each.count / largest} {...actions} />
            ))}
            {found?.length === 0 && <p className={styles.none}>No such value</p>}
          </div>
          {!found && distinct > field.values.length && <p className={styles.none}>{thousands(distinct - field.values.length)} more values</p>}
        </>
      )}
    </section>
  );
}

function remembered(): Record<string, boolean | undefined> {
  const kept = readStored(STORAGE_KEY);
  return typeof kept === 'object' && kept !== null ? (kept as Record<string, boolean | undefined>) : {};
}
