import { useCallback, useMemo, useState } from 'react';
import { toLevel } from '@/core/levels';
import { toSeconds } from '@/core/time';
import { useZone } from '@/core/timeZone';
import { Empty } from '@/ui/Empty/Empty';
import { LogLines } from '@/ui/LogLines/LogLines';
import type { LogLineRow } from '@/ui/LogLines/types';
import { QueryBody } from '@/ui/Panel/QueryBody';
import { Skeleton } from '@/ui/Skeleton/Skeleton';
import type { TraceLog } from '../model/happenings';
import type { Trace } from '../model/types';
import type { useTraceLogs } from './api';

type Props = { logs: ReturnType<typeof useTraceLogs>; trace: Trace; openKey: string | undefined; onOpen: (key: string) => void };
type Line = LogLineRow & { spanId: string };

/** The log lines of the whole trace, oldest first. A line opens the span it was written in. */
export function TraceLogs({ logs, trace, openKey, onOpen }: Props) {
  const zone = useZone();
  const lines = useMemo(() => logs.data?.rows.map(toLine), [logs.data]);
  const [chosen, setChosen] = useState<string>();
  const selected = lines?.find(({ id }) => id === chosen) ?? lines?.find(({ spanId }) => openKey !== undefined && spanId === openKey) ?? null;
  const select = useCallback(
    (line: Line | null) => {
      setChosen(line?.id);
      if (line && trace.byKey.has(line.spanId)) onOpen(line.spanId);
    },
    [trace, onOpen],
  );
  return (
    <QueryBody
      query={{ ...logs, data: lines }}
      skeleton={<Skeleton height={220} />}
      isEmpty={(rows) => rows.length === 0}
      empty={<Empty title="No log lines in this trace" hint="A logger that knows the span it runs in sends its id along: then its lines show here and beside their span." />}
      notices={() => logs.data?.notices ?? []}
    >
      {(rows) => <LogLines label="Log lines of the trace" items={rows} zone={zone} selected={selected} onSelect={select} />}
    </QueryBody>
  );
}

function toLine({ id, timestamp, level, service, body, span_id }: TraceLog): Line {
  return { id, seconds: toSeconds(timestamp), level: toLevel(level), service, body, spanId: span_id };
}
