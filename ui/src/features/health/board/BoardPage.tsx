import { useMemo, useRef } from 'react';
import { Button } from '@mantine/core';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useKeys } from '@/core/keys';
import { monitorLink, newMonitorLink } from '@/core/links';
import { useCan } from '@/core/permissions';
import { Empty } from '@/ui/Empty/Empty';
import { QueryBody } from '@/ui/Panel/QueryBody';
import { TableSkeleton } from '@/ui/TableSkeleton/TableSkeleton';
import { useBoard } from '../api/monitors';
import type { MonitorRow } from '../api/types';
import { boardItems, countsOf, matching } from '../model/board';
import { readBoardSearch, type BoardSearch } from '../search';
import { useSearchPatch } from '@/core/useSearchPatch';
import { BoardBar } from './BoardBar';
import { Files } from './Files';
import { Glance } from './Glance';
import { MonitorList } from './MonitorList';
import { NothingWatched } from './NothingWatched';
import { Proposals } from './Proposals';
import styles from './BoardPage.module.css';

const NONE: readonly MonitorRow[] = [];

/** Everything that is watched, what fails first. */
export function BoardPage() {
  const board = useBoard();
  const search = readBoardSearch(useSearch({ strict: false }));
  const patch = useSearchPatch<BoardSearch>();
  const navigate = useNavigate();
  const canWrite = useCan('monitors:write');
  const page = useRef<HTMLDivElement>(null);
  const monitors = board.data?.monitors ?? NONE;
  const counts = useMemo(() => countsOf(monitors), [monitors]);
  const { state, group, service, q, sel } = search;
  const shown = useMemo(() => matching(monitors, { state, group, service, q }), [monitors, state, group, service, q]);
  const items = useMemo(() => boardItems(shown), [shown]);
  const rows = useMemo(() => items.flatMap((item) => ('monitor' in item ? [item.monitor] : [])), [items]);
  const selected = rows.find(({ id }) => id === sel);
  const open = (id: string) => void navigate(monitorLink(id));
  const step = (by: number) => {
    const at = rows.findIndex(({ id }) => id === sel);
    const next = rows[at === -1 ? 0 : Math.max(0, Math.min(at + by, rows.length - 1))];
    if (next) patch({ sel: next.id }, true);
    page.current?.querySelector<HTMLElement>('[role=listbox]')?.focus();
  };
  useKeys([
    { keys: 'j', label: 'Next monitor: Enter opens it', run: () => step(1) },
    { keys: 'k', label: 'Previous monitor', run: () => step(-1) },
    ...(selected ? [{ keys: 'Enter', label: 'Open the monitor', run: () => open(selected.id) }] : []),
    ...(canWrite ? [{ keys: 'n', label: 'New monitor', run: () => void navigate(newMonitorLink()) }] : []),
  ]);

  return (
    <div ref={page} className={styles.page}>
      <div className={styles.main}>
        <BoardBar
          monitors={monitors}
          groups={board.data?.groups ?? []}
          counts={counts}
          search={search}
          patch={patch}
          actions={
            <>
              <Files canImport={canWrite} />
              {canWrite && (
                <Button size="xs" onClick={() => void navigate(newMonitorLink())}>
                  New monitor
                </Button>
              )}
            </>
          }
        />
        <Proposals />
        <QueryBody
          query={board}
          skeleton={<div className={styles.skeleton}><TableSkeleton rows={12} /></div>}
          isEmpty={(data) => data.monitors.length === 0}
          empty={<NothingWatched canWrite={canWrite} />}
        >
          {() =>
            shown.length === 0 ? (
              <Empty title="No monitor fits this filter" hint="Take back a part of it: the buttons above, or what is typed." />
            ) : (
              <MonitorList items={items} selected={selected} onSelect={(id) => patch({ sel: id }, true)} onOpen={open} />
            )
          }
        </QueryBody>
      </div>
      {selected && <Glance key={selected.id} monitor={selected} canWrite={canWrite} onClose={() => patch({ sel: undefined }, true)} />}
    </div>
  );
}
