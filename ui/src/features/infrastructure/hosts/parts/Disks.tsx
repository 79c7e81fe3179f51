import { useMemo } from 'react';
import { formatValue, MISSING } from '@/core/format';
import { DataTable, type Column } from '@/ui/DataTable/DataTable';
import { Empty } from '@/ui/Empty/Empty';
import { Panel } from '@/ui/Panel/Panel';
import { CellMeter } from '../../panels/CellMeter';
import type { Of } from '../../panels/model/fill';
import type { Figures } from '../../panels/model/values';
import { useFigures } from '../../panels/useFigures';
import { urgency, type Outlook } from '../model/fullAt';
import { diskTone } from '../model/hosts';
import { diskRows, type DiskRow } from '../model/disks';
import { DAY_TRENDS } from '../model/queries';
import { FullAt } from './FullAt';
import styles from './Disks.module.css';

const at = (outlook: Outlook): number | null => (outlook.kind === 'full' ? outlook.at : null);

const columnsAt = (now: number): readonly Column<DiskRow>[] => [
  { id: 'mount', header: 'Mounted at', cell: ({ mountpoint, device }) => <span className={styles.mount} title={`${mountpoint} · ${device}`}>{mountpoint}</span>, sortBy: ({ mountpoint }) => mountpoint, fixed: true },
  { id: 'device', header: 'Device', cell: ({ device, note }) => <span title={device}>{device}{note && <span className={styles.note}> {note}</span>}</span>, sortBy: ({ device }) => device, width: '150px' },
  { id: 'used', header: 'Used', cell: ({ share, size, outlook }) => <CellMeter share={share} tone={urgency(outlook, now) ?? diskTone(share)} note={`of ${formatValue(size, 'bytes')}`} />, sortBy: ({ share }) => share, width: '190px' },
  { id: 'free', header: 'Free', cell: ({ avail }) => formatValue(avail, 'bytes'), sortBy: ({ avail }) => avail, align: 'right', width: '96px' },
  { id: 'growth', header: 'Growth', cell: ({ growth }) => (growth === undefined ? MISSING : `${growth > 0 ? '+' : ''}${formatValue(growth * 86_400, 'bytes')}/day`), sortBy: ({ growth }) => growth, align: 'right', width: '130px' },
  { id: 'full6h', header: 'Full, by 6 hours', cell: ({ outlook }) => <FullAt outlook={outlook} now={now} />, sortBy: ({ outlook }) => at(outlook), width: '180px' },
  { id: 'full1d', header: 'Full, by a day', cell: ({ dayOutlook }) => <FullAt outlook={dayOutlook} now={now} />, sortBy: ({ dayOutlook }) => at(dayOutlook), width: '180px' },
  { id: 'inodes', header: 'Inodes', cell: ({ inodes }) => <CellMeter share={inodes} tone={inodes === null ? undefined : diskTone(inodes)} />, sortBy: ({ inodes }) => inodes, width: '96px' },
];

type Props = { of: Of; figures: Figures; trends: Figures | undefined; details: Figures | undefined; now: number };

/** File systems: how full, how fast they grow, and when they are full going by the last hours and by the last day. */
export function Disks({ of, figures, trends, details, now }: Props) {
  const day = useFigures(DAY_TRENDS, of, { slow: true });
  const columns = useMemo(() => columnsAt(now), [now]);
  const rows = useMemo(() => diskRows(figures, trends, day.data, details, of, now), [figures, trends, day.data, details, of, now]);
  return (
    <Panel title="File systems" note="full on: where a straight line through the past leads">
      {rows.length > 0 ? (
        <DataTable label="File systems" columns={columns} rows={rows} rowKey={({ mountpoint, device }) => `${device} ${mountpoint}`} sort={{ id: 'used', descending: true }} leastWidth={1060} />
      ) : (
        <Empty title="No file system is measured now" hint="Those of memory, of images and of containers are left out." />
      )}
    </Panel>
  );
}
