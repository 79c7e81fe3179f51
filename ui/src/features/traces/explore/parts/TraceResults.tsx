import { useMemo } from 'react';
import type { UseQueryResult } from '@tanstack/react-query';
import { useLastGood } from '@/core/useLastGood';
import type { useTimeRange } from '@/core/useTimeRange';
import { QueryBody } from '@/ui/Panel/QueryBody';
import { Skeleton } from '@/ui/Skeleton/Skeleton';
import type { TraceList as Listed, TracePoints, TraceSort } from '../../api';
import { toLine } from '../model/summary';
import { ListBar } from './ListBar';
import { NothingFound } from './NothingFound';
import { TraceList } from './TraceList';
import styles from './TraceResults.module.css';
import list from './TraceList.module.css';

const DAY_SECONDS = 86_400;
const SKELETON_ROWS = 14;

type Props = {
  time: ReturnType<typeof useTimeRange>;
  query: string;
  found: UseQueryResult<Listed>;
  /** The chart's answer: it counts all traces. */
  points: TracePoints | undefined;
  /** The search can't be read: the query bar says why, the last good result stays. */
  fault: boolean;
  sort: TraceSort;
  onSort: (sort: TraceSort) => void;
  onQuery: (query: string) => void;
};

/** The traces of a search, first those that the order puts first. */
export function TraceResults({ time, query, found, points, fault, sort, onSort, onQuery }: Props) {
  const data = useLastGood(found.data);
  const lines = useMemo(() => data?.traces.map((trace) => toLine(trace, data.searched)), [data]);
  const { start, end } = time.resolve();
  return (
    <section className={styles.results} aria-label="Traces found" aria-busy={found.isFetching} data-stale={found.isPlaceholderData || fault || undefined}>
      <ListBar listed={lines?.length ?? 0} total={points?.total} estimated={points?.estimated ?? false} stats={data?.stats} fetching={found.isFetching} sort={sort} onSort={onSort} />
      <QueryBody
        query={{ ...found, data: lines, error: fault ? null : found.error }}
        skeleton={fault ? <p className={styles.unread}>Nothing was searched: see the mark above.</p> : <ListSkeleton />}
        isEmpty={(rows) => rows.length === 0}
        empty={<NothingFound time={time} query={query} onQuery={onQuery} />}
        notices={() => data?.notices ?? []}
      >
        {(rows) => <TraceList lines={rows} zone={time.zone} withDate={end - start > DAY_SECONDS} />}
      </QueryBody>
    </section>
  );
}

/** Rows to come. */
function ListSkeleton() {
  return (
    <div className={list.skeleton}>
      {Array.from({ length: SKELETON_ROWS }, (_, i) => (
        <Skeleton key={i} height={14} width={`${64 + ((i * 17) % 33)}%`} />
      ))}
    </div>
  );
}
