import { useCallback, useMemo } from 'react';
import { thousands } from '@/core/format';
import { filterState } from '@/core/search/filters';
import { useServiceTokens } from '@/core/serviceSlots';
import type { useTimeRange } from '@/core/useTimeRange';
import { FacetList } from '@/ui/FacetList/FacetList';
import { findSpanValues, useTraceFields } from '../../api';
import { facetsOf } from '../model/facets';
import styles from './Facets.module.css';

type Props = { time: ReturnType<typeof useTimeRange>; query: string; onFilter: (field: string, value: string, exclude: boolean) => void };

/** The fields of the spans that match. Of many, only the newest are counted: the heading says how many. */
export function Facets({ time, query, onFilter }: Props) {
  const { data, error, isPlaceholderData } = useTraceFields(time, query);
  const tokenOf = useServiceTokens();
  const facets = useMemo(() => (data ? facetsOf(data.fields) : []), [data]);
  const stateOf = useCallback((field: string, value: string) => filterState(query, field, value), [query]);
  const colorOf = useCallback((field: string, value: string) => (field === 'service' ? tokenOf(value) : field === 'status' && value === 'error' ? '--error-fill' : undefined), [tokenOf]);
  const find = useCallback((field: string, prefix: string, abort: AbortSignal) => findSpanValues(time.resolve(), field, prefix, abort), [time]);

  if (error && !data) return <p className={styles.note}>The fields could not be loaded.</p>;
  return (
    <>
      <p className={styles.note}>{data && (data.sampled > 0 ? `In ${thousands(data.sampled)} spans` : 'No fields')}</p>
      <FacetList fields={facets} loading={!data} stale={isPlaceholderData} open={4} onFilter={onFilter} stateOf={stateOf} colorOf={colorOf} onSearch={find} />
    </>
  );
}
