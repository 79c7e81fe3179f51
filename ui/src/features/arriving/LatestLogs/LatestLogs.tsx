import { useCallback, useMemo, useState } from 'react';
import { IconArrowUp, IconPlayerPauseFilled, IconPlayerPlayFilled } from '@tabler/icons-react';
import { useTail } from '@/api/stream/useTail';
import { formatValue, thousands } from '@/core/format';
import type { Zone } from '@/core/time';
import { Control } from '@/ui/Control/Control';
import { Empty } from '@/ui/Empty/Empty';
import { LogLines } from '@/ui/LogLines/LogLines';
import { Panel } from '@/ui/Panel/Panel';
import { QueryBody } from '@/ui/Panel/QueryBody';
import { Skeleton } from '@/ui/Skeleton/Skeleton';
import { useNewestLogs } from '../api';
import { LogDetail } from './LogDetail';
import { parseLine, toLine, type Line } from './lines';
import styles from './LatestLogs.module.css';

const SKELETON_LINES = 8;

/** The newest records as they arrive. Scrolling away or pausing holds the list still and counts what waits. */
export function LatestLogs({ zone }: { zone: Zone }) {
  const newest = useNewestLogs();
  const older = useMemo(() => newest.data?.rows.map(toLine), [newest.data]);
  const tail = useTail<Line>({ url: '/rest/logs/tail?query=', parse: parseLine, older });
  const [paused, setPaused] = useState(false);
  const [selected, setSelected] = useState<Line | null>(null);
  // Remounting the list is the simplest way back to its top.
  const [listKey, setListKey] = useState(0);
  const { hold } = tail;

  const pause = (on: boolean) => {
    setPaused(on);
    hold(on);
  };
  const onTop = useCallback((atTop: boolean) => hold(paused || !atTop), [hold, paused]);
  const release = () => {
    pause(false);
    setListKey((key) => key + 1);
  };

  const actions = (
    <Control quiet active={paused} aria-pressed={paused} onClick={() => (paused ? release() : pause(true))}>
      {paused ? <IconPlayerPlayFilled size={12} /> : <IconPlayerPauseFilled size={12} />}
      {paused ? 'Resume' : 'Pause'}
    </Control>
  );
  return (
    <Panel title="Newest log lines" note={<TailState tail={tail} paused={paused} />} actions={actions} className={styles.panel}>
      <QueryBody
        query={{ ...newest, data: tail.rows.length > 0 ? tail.rows : newest.data && tail.rows }}
        skeleton={<LinesSkeleton />}
        isEmpty={(rows) => rows.length === 0}
        empty={<Empty title="No log records yet" hint="The first ones appear here the moment they arrive." />}
        notices={() => newest.data?.notices ?? []}
      >
        {(rows) => (
          <div className={styles.columns} data-open={selected !== null || undefined}>
            <LogLines key={listKey} label="Newest log lines" items={rows} zone={zone} selected={selected} onSelect={setSelected} onTop={onTop} />
            {selected && <LogDetail record={selected.record} level={selected.level} seconds={selected.seconds} zone={zone} onClose={() => setSelected(null)} />}
          </div>
        )}
      </QueryBody>
      {tail.held > 0 && (
        <button type="button" className={styles.held} onClick={release}>
          <IconArrowUp size={13} aria-hidden="true" />
          {thousands(tail.held)} new
        </button>
      )}
    </Panel>
  );
}

function TailState({ tail, paused }: { tail: { state: string; rate: number }; paused: boolean }) {
  if (tail.state === 'lost') return <span className={styles.lost}>connection lost, trying again</span>;
  if (tail.state === 'connecting') return 'connecting…';
  return `${paused ? 'paused' : 'live'} · ${formatValue(tail.rate, 'short')}/s`;
}

function LinesSkeleton() {
  return (
    <div className={styles.skeleton}>
      {Array.from({ length: SKELETON_LINES }, (_, i) => (
        <Skeleton key={i} height={12} width={`${60 + ((i * 17) % 35)}%`} />
      ))}
    </div>
  );
}
