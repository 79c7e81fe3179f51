import { formatDateTime } from '@/core/time';
import { formatValue, thousands } from '@/core/format';
import type { useTimeRange } from '@/core/useTimeRange';
import { Empty } from '@/ui/Empty/Empty';
import { QueryBody } from '@/ui/Panel/QueryBody';
import { TableSkeleton } from '@/ui/TableSkeleton/TableSkeleton';
import { useLogComparison, type Asked } from '../api';
import type { LogsSearch, useLogsSearch } from '../search';
import { useLastGood } from '../useLastGood';
import { AgainstMenu } from './AgainstMenu';
import { ComparedFields } from './ComparedFields';
import own from './Comparison.module.css';
import bar from '@/ui/Explorer/ResultBar.module.css';
import styles from '../parts/Results.module.css';

type Props = {
  time: ReturnType<typeof useTimeRange>;
  asked: Asked;
  /** The search can't be read: the query bar says why, the last good result stays. */
  fault: boolean;
  search: LogsSearch;
  patch: ReturnType<typeof useLogsSearch>['patch'];
  onFilter: (field: string, value: string, exclude: boolean) => void;
};

/** The records of the range against those of another: in which values of which fields they differ most. */
export function Comparison({ time, asked, fault, search, patch, onFilter }: Props) {
  const { against } = search;
  const found = useLogComparison(time, asked, against);
  const data = useLastGood(found.data);
  return (
    <section className={styles.results} aria-label="Comparison" aria-busy={found.isFetching} data-stale={found.isPlaceholderData || fault || undefined}>
      <div className={bar.bar} data-fetching={found.isFetching || undefined}>
        <p className={bar.counts} role="status">
          {data && (
            <>
              <b>{thousands(data.total)} records</b>
              <span title={`${formatDateTime(data.other.start, time.zone)} – ${formatDateTime(data.other.end, time.zone)}`}>
                against {thousands(data.other_total)}
                {data.other_total > 0 && `, ${formatValue(data.total / data.other_total, 'short')} ×`}
              </span>
            </>
          )}
        </p>
        <span className={own.key}>
          <i className={own.keyNow} /> share now <i className={own.keyThen} /> then
        </span>
        <AgainstMenu against={against} other={data?.other} zone={time.zone} onAgainst={(next) => patch({ against: next })} />
      </div>
      <QueryBody
        query={{ ...found, data, error: fault ? null : found.error }}
        skeleton={fault ? <p className={styles.unread}>Nothing was searched: see the mark above.</p> : <TableSkeleton rows={10} />}
        isEmpty={({ total, other_total, fields }) => total + other_total === 0 || fields.length === 0}
        empty={<Empty title="Nothing to compare" hint="No record matches in either of the two ranges, or they don’t differ in any field." />}
        notices={({ notices }) => notices}
      >
        {(compared) => <ComparedFields {...compared} onFilter={onFilter} />}
      </QueryBody>
    </section>
  );
}
