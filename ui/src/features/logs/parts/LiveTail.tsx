import { useCallback, useMemo, useState } from 'react';
import { IconArrowUp, IconPlayerPauseFilled, IconPlayerPlayFilled } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { api, unwrap } from '@/api/client';
import { isGap } from '@/api/stream/tailBuffer';
import { useTail } from '@/api/stream/useTail';
import { formatValue, thousands } from '@/core/format';
import { useKeys } from '@/core/keys';
import { searchedTerms } from '@/core/search/terms';
import type { Zone } from '@/core/time';
import { Control } from '@/ui/Control/Control';
import { Empty } from '@/ui/Empty/Empty';
import { LogLines } from '@/ui/LogLines/LogLines';
import { QueryBody } from '@/ui/Panel/QueryBody';
import { lineValue, parseLine, toLine, type Line } from '../model/records';
import { ColumnHeads } from './ColumnHeads';
import { LinesSkeleton } from './LinesSkeleton';
import styles from './LiveTail.module.css';

type Props = {
  /** Absent while the search can't be read: nothing is followed then. */
  query: string | undefined;
  zone: Zone;
  columns: readonly string[];
  wrap: boolean;
  sel: string | undefined;
  onSelect: (id: string | undefined) => void;
  onColumn: (name: string) => void;
  onMoveColumn: (name: string, to: number) => void;
};

const BACKFILL_ROWS = 200;

/** Records as they arrive. Scrolling away or pausing holds the list still and counts what waits. */
export function LiveTail({ query, ...props }: Props) {
  if (query === undefined) return <Empty title="Nothing is followed" hint="The search can’t be read: see the mark above." />;
  return <Following key={query} query={query} {...props} />;
}

function Following({ query, zone, columns, wrap, sel, onSelect, onColumn, onMoveColumn }: Props & { query: string }) {
  const newest = useNewest(query);
  const older = useMemo(() => newest.data?.rows.map(toLine), [newest.data]);
  const tail = useTail<Line>({ url: `/rest/logs/tail?query=${encodeURIComponent(query)}`, parse: parseLine, older });
  const terms = useMemo(() => searchedTerms(query), [query]);
  const [paused, setPaused] = useState(false);
  // Remounting the list is the simplest way back to its top.
  const [listKey, setListKey] = useState(0);
  const { hold, rows } = tail;
  const selected = useMemo(() => (sel === undefined ? null : (rows.find((row): row is Line => !isGap(row) && row.id === sel) ?? null)), [rows, sel]);

  const pause = (on: boolean) => {
    setPaused(on);
    hold(on);
  };
  const release = () => {
    pause(false);
    setListKey((key) => key + 1);
  };
  const toggle = () => (paused ? release() : pause(true));
  useKeys([{ keys: 'p', label: paused ? 'Go on' : 'Pause', run: toggle }]);
  const onTop = useCallback((atTop: boolean) => hold(paused || !atTop), [hold, paused]);
  const select = useCallback((line: Line | null) => onSelect(line?.id), [onSelect]);

  return (
    <section className={styles.tail} aria-label="Live tail">
      <div className={styles.bar}>
        <p className={styles.state} data-state={paused ? 'paused' : tail.state}>
          <i className={styles.dot} />
          {stateText(tail.state, paused)}
          <span className={styles.rate}>{formatValue(tail.rate, 'short')} records/s</span>
        </p>
        {tail.held > 0 && (
          <Control active onClick={release}>
            <IconArrowUp size={13} aria-hidden="true" />
            {thousands(tail.held)} new
          </Control>
        )}
        <Control quiet active={paused} aria-pressed={paused} title="Hold the list still (P)" onClick={toggle}>
          {paused ? <IconPlayerPlayFilled size={12} /> : <IconPlayerPauseFilled size={12} />}
          {paused ? 'Go on' : 'Pause'}
        </Control>
      </div>
      <QueryBody
        query={{ ...newest, data: rows.length > 0 ? rows : newest.data && rows }}
        skeleton={<LinesSkeleton />}
        isEmpty={(items) => items.length === 0}
        empty={<Empty title="Nothing matches yet" hint="Records that match appear here the moment they arrive." />}
        notices={() => newest.data?.notices ?? []}
      >
        {(items) => (
          <>
            <ColumnHeads columns={columns} onRemove={onColumn} onMove={onMoveColumn} />
            <LogLines key={listKey} label="Live log records" items={items} zone={zone} selected={selected} onSelect={select} onTop={onTop} columns={columns} cellOf={lineValue} wrap={wrap} terms={terms} />
          </>
        )}
      </QueryBody>
    </section>
  );
}

function stateText(state: 'connecting' | 'open' | 'lost', paused: boolean): string {
  if (state === 'lost') return 'Connection lost, trying again';
  if (state === 'connecting') return 'Connecting…';
  return paused ? 'Paused' : 'Live';
}

/** The newest matching records before the tail begins. Asked once: from then on the tail brings the new ones. */
function useNewest(query: string) {
  return useQuery({
    queryKey: ['logs', 'newest', query],
    queryFn: ({ signal }) => unwrap(api.POST('/rest/logs/search', { body: { query, start: 'now-1h', end: 'now', limit: BACKFILL_ROWS }, signal })),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  });
}
