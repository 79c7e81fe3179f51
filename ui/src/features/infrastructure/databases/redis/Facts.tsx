import type { ReactNode } from 'react';
import { formatValue, thousands } from '@/core/format';
import { Definition } from '@/ui/Definition/Definition';
import { Panel } from '@/ui/Panel/Panel';
import { Timestamp } from '@/ui/Timestamp/Timestamp';
import { one, type Figures } from '../../panels/model/values';

/** What a restart would lose, and what was slow. */
export function Facts({ figures }: { figures: Figures }) {
  const entries: [string, ReactNode][] = [];
  const saved = one(figures, 'saved');
  if (saved !== null) entries.push(['Last snapshot', <Timestamp key="saved" at={saved} mode="relative" />]);
  const unsaved = one(figures, 'unsaved');
  if (unsaved !== null) entries.push(['Changes since', thousands(unsaved)]);
  const append = one(figures, 'appendOn');
  if (append !== null) entries.push(['Append-only file', append === 1 ? 'on' : 'off: changes since the last snapshot are lost with a crash']);
  const slow = one(figures, 'slow');
  if (slow !== null) entries.push(['Slow log', slow === 0 ? 'empty' : `${thousands(slow)} entries, the newest took ${formatValue(one(figures, 'slowest'), 's')}`]);
  const peak = one(figures, 'peak');
  if (peak !== null) entries.push(['Most memory', formatValue(peak, 'bytes')]);
  return (
    <Panel title="Persistence and slow log">
      <Definition label="Persistence and slow log" entries={entries} />
    </Panel>
  );
}
