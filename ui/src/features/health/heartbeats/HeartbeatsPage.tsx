import { useMemo } from 'react';
import { Button } from '@mantine/core';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { monitorLink, newMonitorLink } from '@/core/links';
import { useCan } from '@/core/permissions';
import { Empty } from '@/ui/Empty/Empty';
import { Panel } from '@/ui/Panel/Panel';
import { QueryBody } from '@/ui/Panel/QueryBody';
import { TableSkeleton } from '@/ui/TableSkeleton/TableSkeleton';
import { useBoard } from '../api/monitors';
import { View } from '@/ui/View/View';
import { readListSearch, type ListSearch } from '../search';
import { useSearchPatch } from '@/core/useSearchPatch';
import { HeartbeatDrawer } from './HeartbeatDrawer';
import { HeartbeatTable } from './HeartbeatTable';

/** Jobs that tell by themselves that they ran: those that stay silent first. */
export function HeartbeatsPage() {
  const board = useBoard();
  const { open } = readListSearch(useSearch({ strict: false }));
  const patch = useSearchPatch<ListSearch>();
  const navigate = useNavigate();
  const canWrite = useCan('monitors:write');
  const jobs = useMemo(() => board.data?.monitors.filter(({ kind }) => kind === 'heartbeat'), [board.data]);
  const chosen = jobs?.find(({ id }) => id === open);
  return (
    <View
      about="Cron jobs and other things that run and end: each calls an address of its own when it is done, and silence is what alarms."
      action={canWrite && <Button size="xs" onClick={() => void navigate(newMonitorLink('heartbeat'))}>New heartbeat</Button>}
      drawer={chosen && <HeartbeatDrawer key={chosen.id} monitor={chosen} onClose={() => patch({ open: undefined })} onOpen={() => void navigate(monitorLink(chosen.id))} />}
    >
      <Panel title="Heartbeats" note={jobs && jobs.length > 0 ? String(jobs.length) : undefined}>
        <QueryBody
          query={{ ...board, data: jobs }}
          skeleton={<TableSkeleton rows={6} />}
          isEmpty={(rows) => rows.length === 0}
          empty={<Empty title="No job tells of itself yet" hint="Make a heartbeat, then add its address to the end of the job: one line of curl. Sentry’s cron check-ins work as well." />}
        >
          {(rows) => <HeartbeatTable jobs={rows} open={open} onOpen={(id) => patch({ open: id })} />}
        </QueryBody>
      </Panel>
    </View>
  );
}
