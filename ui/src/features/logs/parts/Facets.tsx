import { useCallback, useMemo } from 'react';
import { thousands } from '@/core/format';
import { levelToken, toLevel } from '@/core/levels';
import { filterState } from '@/core/search/filters';
import { serviceToken } from '@/core/serviceSlots';
import type { useTimeRange } from '@/core/useTimeRange';
import { FacetList } from '@/ui/FacetList/FacetList';
import { findValues, useLogFields, type Asked } from '../api';
import { facetsOf } from '../model/facets';
import { useLastGood } from '../useLastGood';
import styles from './Facets.module.css';

type Props = { time: ReturnType<typeof useTimeRange>; asked: Asked; fault: boolean; onFilter: (field: string, value: string, exclude: boolean) => void };

/** The fields of what was found. Counts are of the newest records only when there are many: the heading says of how many. */
export function Facets({ time, asked, fault, onFilter }: Props) {
  const { query } = asked;
  const fields = useLogFields(time, asked);
  const data = useLastGood(fields.data);
  const facets = useMemo(() => (data ? facetsOf(data.fields, data.sampled) : []), [data]);
  const stateOf = useCallback((field: string, value: string) => filterState(query, field, value), [query]);
  const find = useCallback((field: string, prefix: string, abort: AbortSignal) => findValues('logs', time.resolve(), field, prefix, abort), [time]);

  if (fault && !data) return null;
  if (fields.error && !data) return <p className={styles.note}>The fields could not be loaded.</p>;
  return (
    <>
      <p className={styles.note}>{data && (data.sampled > 0 ? `In ${thousands(data.sampled)} ${data.sampled === 1 ? 'record' : 'records'}` : 'No fields')}</p>
      <FacetList fields={facets} loading={!data} stale={fields.isPlaceholderData || fault} open={4} onFilter={onFilter} stateOf={stateOf} colorOf={colorOf} onSearch={find} />
    </>
  );
}

function colorOf(field: string, value: string): string | undefined {
  if (field === 'level') return levelToken(toLevel(value));
  return field === 'service' ? serviceToken(value) : undefined;
}
