import { Panel } from '@/ui/Panel/Panel';
import { QueryBody } from '@/ui/Panel/QueryBody';
import { TableSkeleton } from '@/ui/TableSkeleton/TableSkeleton';
import { useCheckIns } from '../api/heartbeats';
import { CheckInTable } from '../heartbeats/CheckInTable';
import { HowToPing } from '../heartbeats/HowToPing';

/** What the job told of its runs, and where it tells. */
export function CheckIns({ id }: { id: string }) {
  const told = useCheckIns(id);
  return (
    <>
      <Panel title="Runs">
        <QueryBody query={told} skeleton={<TableSkeleton />}>
          {({ check_ins }) => <CheckInTable checkIns={check_ins} />}
        </QueryBody>
      </Panel>
      {told.data && <HowToPing told={told.data} />}
    </>
  );
}
