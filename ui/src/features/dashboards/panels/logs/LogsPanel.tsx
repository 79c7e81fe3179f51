import { useMemo, useState } from 'react';
import { useNavigate } from '@tanstack/react-router';
import { toLevel } from '@/core/levels';
import { logRecordLink } from '@/core/links';
import { toSeconds } from '@/core/time';
import { LogLines } from '@/ui/LogLines/LogLines';
import type { LogLineRow } from '@/ui/LogLines/types';
import type { LogRow } from '../../model/frames';
import type { BodyProps } from '../parts/props';
import styles from './LogsPanel.module.css';

const lineOf = ({ id, timestamp, level, service, body, trace_id }: LogRow): LogLineRow => ({ id, seconds: toSeconds(timestamp), level: toLevel(level), service, body, traced: trace_id !== '' });

/** Log records as lines; one opens beside those around it. */
export function LogsPanel({ panel, data, zone, label, height }: BodyProps) {
  const navigate = useNavigate();
  const lines = useMemo(() => (data.logs ?? []).map(lineOf), [data.logs]);
  const [selected, setSelected] = useState<string | null>(null);
  const open = (line: LogLineRow) => void navigate(logRecordLink(line.id, line.seconds, line.service));
  return (
    <div className={styles.lines} style={{ height }}>
      <LogLines label={label} items={lines} zone={zone} selected={lines.find(({ id }) => id === selected) ?? null} onSelect={(line) => setSelected(line?.id ?? null)} onOpen={open} wrap={panel.options.wrap} />
    </div>
  );
}
