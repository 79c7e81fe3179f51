import type { ReactNode } from 'react';
import { formatValue, thousands } from '@/core/format';
import { Definition } from '@/ui/Definition/Definition';
import { Empty } from '@/ui/Empty/Empty';
import { Panel } from '@/ui/Panel/Panel';
import { QueryBody, type PanelQuery } from '@/ui/Panel/QueryBody';
import { TableSkeleton } from '@/ui/TableSkeleton/TableSkeleton';
import { one, ratio, type Figures } from '../../panels/model/values';
import styles from './Kernel.module.css';

/** A clock further off than this breaks certificates, tokens and the order of traces. */
const BAD_OFFSET_SECONDS = 0.5;
const TIGHT = 0.8;

/** What else the kernel tells: kills for want of memory, the clock, and how far limits are. */
export function Kernel({ details }: { details: PanelQuery<Figures> }) {
  return (
    <Panel title="Kernel" note="now; kills within the time range">
      <QueryBody query={details} skeleton={<TableSkeleton rows={5} />} isEmpty={(found) => entriesOf(found).length === 0} empty={<Empty title="Nothing was measured" hint="Nothing of the kernel was measured at the end of this time range." />}>
        {(found) => <Definition label="Kernel" entries={entriesOf(found)} />}
      </QueryBody>
    </Panel>
  );
}

const tell = (text: string, bad: boolean): ReactNode => (bad ? <span className={styles.bad} data-tone="warning">{text}</span> : text);

function entriesOf(figures: Figures): [string, ReactNode][] {
  const entries: [string, ReactNode][] = [];
  const kills = one(figures, 'oomKills');
  if (kills !== null) entries.push(['Killed for memory', tell(kills >= 0.5 ? `${thousands(kills)} ${Math.round(kills) === 1 ? 'process' : 'processes'}` : 'none', kills >= 0.5)]);
  const synchronised = one(figures, 'synchronised');
  const offset = one(figures, 'clockOffset');
  if (synchronised !== null) {
    const off = offset !== null && Math.abs(offset) >= BAD_OFFSET_SECONDS;
    const said = synchronised === 1 ? 'synchronised' : 'not synchronised';
    entries.push(['Clock', tell(offset === null ? said : `${said}, ${formatValue(Math.abs(offset), 's')} off`, synchronised !== 1 || off)]);
  }
  const limit = (name: string, value: string, most: string) => {
    const [now, all] = [one(figures, value), one(figures, most)];
    const share = ratio(now, all);
    // Some kernels give "no limit" as the largest number there is.
    if (now !== null && share !== null) entries.push([name, share < 1e-9 ? thousands(now) : tell(`${thousands(now)} of ${thousands(all!)} · ${formatValue(share, 'ratio')}`, share >= TIGHT)]);
  };
  limit('Open files', 'descriptors', 'descriptorsMost');
  limit('Tracked connections', 'tracked', 'trackedMost');
  const add = (name: string, value: number | null, bad = false) => value !== null && entries.push([name, tell(thousands(value), bad)]);
  add('TCP connections', one(figures, 'connections'));
  add('Running tasks', one(figures, 'running'));
  add('Blocked tasks', one(figures, 'blocked'));
  const stolen = one(figures, 'stolen');
  if (stolen !== null && stolen > 0) entries.push(['Stolen CPU', tell(formatValue(stolen, 'ratio'), stolen >= 0.1)]);
  return entries;
}
