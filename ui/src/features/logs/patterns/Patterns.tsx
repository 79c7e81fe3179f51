import { useMemo } from 'react';
import { IconWeight } from '@tabler/icons-react';
import { thousands } from '@/core/format';
import type { useTimeRange } from '@/core/useTimeRange';
import { Control } from '@/ui/Control/Control';
import { Empty } from '@/ui/Empty/Empty';
import { QueryBody } from '@/ui/Panel/QueryBody';
import { TableSkeleton } from '@/ui/TableSkeleton/TableSkeleton';
import { useLogPatterns, type Asked } from '../api';
import { NothingFound } from '../parts/NothingFound';
import type { LogsSearch, useLogsSearch } from '../search';
import { useLastGood } from '../useLastGood';
import { PatternTable } from './PatternTable';
import bar from '@/ui/Explorer/ResultBar.module.css';
import styles from '../parts/Results.module.css';

type Props = {
  time: ReturnType<typeof useTimeRange>;
  asked: Asked;
  /** The search can't be read: the query bar says why, the last good result stays. */
  fault: boolean;
  search: LogsSearch;
  patch: ReturnType<typeof useLogsSearch>['patch'];
  /** Leads to the records of another search. */
  onFind: (query: string) => void;
};

/** The kinds of messages among the records found: what differs from line to line is left out. */
export function Patterns({ time, asked, fault, search, patch, onFind }: Props) {
  const { query } = asked;
  const found = useLogPatterns(time, asked);
  const data = useLastGood(found.data);
  const noise = search.noise === '1';
  const fresh = useMemo(() => data?.patterns.filter(({ is_new }) => is_new).length ?? 0, [data]);
  return (
    <section className={styles.results} aria-label="Patterns" aria-busy={found.isFetching} data-stale={found.isPlaceholderData || fault || undefined}>
      <div className={bar.bar} data-fetching={found.isFetching || undefined}>
        <p className={bar.counts} role="status">
          {data && <b>{`${thousands(data.patterns_total)} ${data.patterns_total === 1 ? 'pattern' : 'patterns'}`}</b>}
          {data && data.patterns_total > data.patterns.length && <span>the {thousands(data.patterns.length)} most frequent</span>}
          {fresh > 0 && <span>{thousands(fresh)} new</span>}
        </p>
        <Control quiet active={noise} aria-pressed={noise} title="What costs most first" onClick={() => patch({ noise: noise ? undefined : '1' }, true)}>
          <IconWeight size={14} />
          By bytes
        </Control>
      </div>
      <QueryBody
        query={{ ...found, data, error: fault ? null : found.error }}
        skeleton={fault ? <p className={styles.unread}>Nothing was searched: see the mark above.</p> : <TableSkeleton rows={12} />}
        isEmpty={({ patterns }) => patterns.length === 0}
        empty={query === '' ? <Empty title="No patterns in this time range" hint="They are made of the messages that arrive: widen the time range." /> : <NothingFound time={time} query={query} onQuery={(next) => patch({ query: next || undefined })} />}
        notices={({ notices }) => notices}
      >
        {({ patterns }) => <PatternTable patterns={patterns} query={query} noise={noise} onFind={onFind} />}
      </QueryBody>
    </section>
  );
}
