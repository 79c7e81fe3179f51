import { Panel } from '@/ui/Panel/Panel';
import { QueryBody } from '@/ui/Panel/QueryBody';
import { TableSkeleton } from '@/ui/TableSkeleton/TableSkeleton';
import { SectionFrame } from '../parts/SectionFrame';
import { useRoles } from './api';
import { RoleMatrix } from './RoleMatrix';

/** What each role may do. Roles are part of the program: they are given, not edited. */
export default function Roles() {
  const roles = useRoles();
  return (
    <SectionFrame title="Roles" about="Users may have several roles, tokens have one. Nobody can give away what he does not hold himself.">
      <Panel title="Permissions" note={roles.data ? `${roles.data.items.length} roles` : undefined}>
        <QueryBody query={roles} skeleton={<TableSkeleton rows={10} />}>
          {(data) => <RoleMatrix roles={data.items} />}
        </QueryBody>
      </Panel>
    </SectionFrame>
  );
}
