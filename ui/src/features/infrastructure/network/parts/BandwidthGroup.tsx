import { IconGauge } from '@tabler/icons-react';
import { formatValue, MISSING } from '@/core/format';
import { useCan } from '@/core/permissions';
import { Control } from '@/ui/Control/Control';
import { Definition } from '@/ui/Definition/Definition';
import { Group } from '@/ui/Group/Group';
import { Notice } from '@/ui/Notice/Notice';
import { Timestamp } from '@/ui/Timestamp/Timestamp';
import { toastError } from '@/ui/toast';
import { useBandwidthTests, useStartBandwidth, type Pair } from '../api';

const UNDER_WAY = { waiting: 'waiting for the agent …', running: 'being measured …' };

/** What could be moved between an agent and this server, last time it was tried; who may, tries it again: two seconds each way. */
export function BandwidthGroup({ bandwidth, agent }: { bandwidth: Pair['bandwidth']; agent: string | undefined }) {
  const may = useCan('monitors:write');
  const start = useStartBandwidth();
  const { data } = useBandwidthTests(agent !== undefined);
  const newest = data?.items.find((test) => test.agent === agent);
  const busy = newest?.state === 'waiting' || newest?.state === 'running';
  if (!bandwidth && agent === undefined) return null;
  // The test that just ended is there before the matrix is asked again.
  const measured = newest?.state === 'done' ? { ...newest, at: newest.created_at } : bandwidth;
  return (
    <Group
      title="Bandwidth"
      note={busy ? UNDER_WAY[newest.state as keyof typeof UNDER_WAY] : measured && <Timestamp at={measured.at} mode="relative" />}
      actions={
        may && agent !== undefined && (
          <Control disabled={busy || start.isPending} onClick={() => start.mutate(agent, { onError: (error) => toastError('The test was not started', error) })}>
            <IconGauge size={14} aria-hidden="true" /> Measure
          </Control>
        )
      }
    >
      {newest?.state === 'failed' && <Notice tone="warning" text={newest.error} />}
      <Definition
        label="Bandwidth"
        entries={[
          ['Up', measured ? formatValue(measured.upload_bytes_per_second, 'bytes/s') : MISSING],
          ['Down', measured ? formatValue(measured.download_bytes_per_second, 'bytes/s') : MISSING],
        ]}
      />
    </Group>
  );
}
