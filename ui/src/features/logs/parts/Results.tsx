import { useCallback, useMemo, useState } from 'react';
import type { UseInfiniteQueryResult, InfiniteData } from '@tanstack/react-query';
import { useKeys } from '@/core/keys';
import { searchedTerms } from '@/core/search/terms';
import type { useTimeRange } from '@/core/useTimeRange';
import { LogLines } from '@/ui/LogLines/LogLines';
import { QueryBody } from '@/ui/Panel/QueryBody';
import type { LogPage } from '../api';
import { lineValue, toLine, type Line } from '../model/records';
import type { LogsSearch, useLogsSearch } from '../search';
import { useLastGood } from '../useLastGood';
import { ColumnHeads } from './ColumnHeads';
import { LinesSkeleton } from './LinesSkeleton';
import { MarkedLines } from './MarkedLines';
import { NothingFound } from './NothingFound';
import { ResultBar } from './ResultBar';
import styles from './Results.module.css';

type Props = {
  time: ReturnType<typeof useTimeRange>;
  query: string;
  pages: UseInfiniteQueryResult<InfiniteData<LogPage>>;
  /** Records in the whole range, once they are counted. */
  total: number | undefined;
  /** The search can't be read: the query bar says why, the last good result stays. */
  fault: boolean;
  search: LogsSearch;
  columns: readonly string[];
  patch: ReturnType<typeof useLogsSearch>['patch'];
  onSelect: (id: string | undefined) => void;
  onColumn: (name: string) => void;
  onMoveColumn: (name: string, to: number) => void;
};

const UNMARKED: ReadonlySet<string> = new Set();

/** The records of a search, fetched page by page as one scrolls. */
export function Results({ time, query, pages, total, fault, search, columns, patch, onSelect, onColumn, onMoveColumn }: Props) {
  const data = useLastGood(pages.data);
  const lines = useMemo(() => data?.pages.flatMap((page) => page.rows.map(toLine)), [data]);
  const [marked, setMarked] = useState(UNMARKED);
  const wrap = search.wrap === '1';
  const terms = useMemo(() => searchedTerms(query), [query]);
  const index = lines && search.sel ? lines.findIndex(({ id }) => id === search.sel) : -1;
  const selected = lines?.[index] ?? null;

  const { hasNextPage, isFetchingNextPage, fetchNextPage } = pages;
  const fetchMore = useCallback(() => {
    if (hasNextPage && !isFetchingNextPage) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage]);
  const select = useCallback((line: Line | null) => onSelect(line?.id), [onSelect]);
  const step = (by: 1 | -1) => {
    const next = lines?.[index < 0 ? 0 : index + by];
    if (next) onSelect(next.id);
  };
  useKeys([
    { keys: 'j', label: 'Next line', run: () => step(1) },
    { keys: 'k', label: 'Line before', run: () => step(-1) },
    { keys: 'x', label: 'Tick the line, to copy it', run: () => selected && setMarked(toggled(marked, selected.id)) },
    { keys: 'w', label: wrap ? 'Cut long lines' : 'Wrap long lines', run: () => patch({ wrap: wrap ? undefined : '1' }, true) },
  ]);

  return (
    <section className={styles.results} aria-label="Log records" aria-busy={pages.isFetching} data-stale={pages.isPlaceholderData || fault || undefined}>
      <ResultBar loaded={lines?.length ?? 0} total={total} stats={data?.pages[0]?.stats} fetching={pages.isFetching} search={search} columns={columns} patch={patch} onColumn={onColumn} />
      <MarkedLines lines={lines} marked={marked} zone={time.zone} onClear={() => setMarked(UNMARKED)} />
      <QueryBody
        query={{ ...pages, data: lines, error: fault ? null : pages.error }}
        skeleton={fault ? <p className={styles.unread}>Nothing was searched: see the mark above.</p> : <LinesSkeleton />}
        isEmpty={(rows) => rows.length === 0}
        empty={<NothingFound time={time} query={query} onQuery={(next) => patch({ query: next || undefined })} />}
        notices={() => [...new Set(data?.pages.flatMap(({ notices }) => notices))]}
      >
        {(rows) => (
          <>
            <ColumnHeads columns={columns} onRemove={onColumn} onMove={onMoveColumn} />
            <LogLines label="Log records" items={rows} zone={time.zone} selected={selected} onSelect={select} onNearEnd={fetchMore} columns={columns} cellOf={lineValue} wrap={wrap} marked={marked} terms={terms} />
          </>
        )}
      </QueryBody>
    </section>
  );
}

function toggled(ids: ReadonlySet<string>, id: string): ReadonlySet<string> {
  const next = new Set(ids);
  if (!next.delete(id)) next.add(id);
  return next;
}
