import type { Schemas } from '@/api/client';
import { Definition } from '@/ui/Definition/Definition';
import { Panel } from '@/ui/Panel/Panel';
import { Scope } from '../parts/Scope';
import { useRoles } from '../roles/api';

/** Name, roles and what they allow. */
export function WhoIAm({ principal }: { principal: Schemas['PrincipalView'] }) {
  const roles = useRoles().data?.items ?? [];
  const sentences = principal.roles.flatMap((name) => roles.find((role) => role.name === name) ?? []);
  return (
    <Panel title={principal.name}>
      <Definition
        label="Your account"
        entries={[
          ...sentences.map(({ name, sentence }) => [name, sentence] as const),
          ['Services', <Scope key="services" names={principal.services} />],
          ['Environments', <Scope key="environments" names={principal.environments} />],
        ]}
      />
    </Panel>
  );
}
