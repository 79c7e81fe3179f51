import { useMemo } from 'react';
import { formatValue } from '@/core/format';
import { formatDate, toSeconds } from '@/core/time';
import { useZone } from '@/core/timeZone';
import { DataTable, type Column } from '@/ui/DataTable/DataTable';
import { Empty } from '@/ui/Empty/Empty';
import { CellMeter } from '../../panels/CellMeter';
import type { Resource } from '../api';
import { amount, isTold, nameOf, toneOf } from '../model/words';
import styles from './ResourcesTable.module.css';

type Props = { resources: readonly Resource[]; threshold: number; keyOf: (resource: Resource) => string };

/** Every resource now and with the growth asked for: what crosses first stands first, and what can't be told says why. */
export function ResourcesTable({ resources, threshold, keyOf }: Props) {
  const zone = useZone();
  const columns = useMemo((): readonly Column<Resource>[] => {
    const when = (date: string | null) => (date === null ? null : toSeconds(date));
    const dated = (date: string | null, { state, busy, per_day }: Resource) => {
      if (busy.share >= threshold) return 'already';
      if (date !== null) return formatDate(toSeconds(date), zone);
      if (state === 'too_little_history') return <span className={styles.quiet}>can’t tell</span>;
      return <span className={styles.quiet}>{per_day === 0 ? 'no trend seen' : 'not in sight'}</span>;
    };
    const use = (value: Resource['busy'] | null, { unit }: Resource, tone?: 'error' | 'warning') => <CellMeter share={value?.share} tone={tone} note={value ? amount(value.value, unit) : undefined} />;
    return [
      { id: 'name', header: 'Resource', cell: (resource) => <span title={`${nameOf(resource)}: ${resource.title}`}>{nameOf(resource)} <span className={styles.quiet}>{resource.title.toLowerCase()}</span></span>, sortBy: (resource) => `${nameOf(resource)} ${resource.title}`, fixed: true },
      { id: 'limit', header: 'Limit', cell: ({ limit, unit }) => amount(limit, unit), sortBy: ({ limit }) => limit, align: 'right', width: '104px' },
      { id: 'now', header: 'Now', cell: (resource) => use(resource.now, resource), sortBy: ({ now }) => now.share, width: '136px' },
      { id: 'busy', header: 'In busy times', cell: (resource) => use(resource.busy, resource, resource.busy.share >= threshold ? 'error' : undefined), sortBy: ({ busy }) => busy.share, width: '136px' },
      { id: 'grown', header: 'Then', cell: (resource) => (resource.grown ? use(resource.grown, resource, toneOf(resource, threshold)) : <span className={styles.quiet} title={resource.reason}>{resource.behaviour === 'accumulates' && isTold(resource) ? 'fills up' : 'can’t tell'}</span>), sortBy: ({ grown }) => grown?.share, width: '136px' },
      { id: 'crosses', header: `${formatValue(threshold, 'ratio')} as it goes on`, cell: (resource) => dated(resource.crosses_at, resource), sortBy: ({ crosses_at }) => when(crosses_at), width: '132px' },
      { id: 'crossesGrown', header: `${formatValue(threshold, 'ratio')} then`, cell: (resource) => (resource.reason && resource.crosses_at_grown === null ? <span className={styles.quiet}>can’t tell</span> : dated(resource.crosses_at_grown, resource)), sortBy: ({ crosses_at_grown }) => when(crosses_at_grown), width: '112px' },
      { id: 'why', header: 'How it is known', cell: (resource) => <span className={styles.quiet} title={why(resource)}>{why(resource)}</span>, width: '190px' },
    ];
  }, [zone, threshold]);
  return (
    <DataTable
      label="Resources"
      columns={columns}
      rows={resources}
      rowKey={keyOf}
      leastWidth={1150}
      rowTone={(resource) => toneOf(resource, threshold)}
      empty={<Empty title="No resource matches" hint="Clear the filter." />}
    />
  );
}

/** Why it can or can't be told, in words. */
const why = ({ reason, r_squared, points, behaviour }: Resource): string =>
  reason || (r_squared === null ? `from ${points} points` : behaviour === 'follows' ? `load explains ${formatValue(r_squared, 'ratio')} of it` : `load explains ${formatValue(r_squared, 'ratio')} of its growth`);
