import { Select, TextInput } from '@mantine/core';
import type { Schemas } from '@/api/client';
import { SideDrawer } from '@/ui/SideDrawer/SideDrawer';
import { expiresAt, expiryProblem, type Expiry } from '../form/expiry';
import { ExpiryField } from '../form/ExpiryField';
import { Form } from '@/ui/Form/Form';
import { ScopeFields, scopeOf } from '../form/ScopeFields';
import { FormGuard } from '@/ui/Form/FormGuard';
import { useForm } from '@/ui/Form/useForm';
import { useGivableRoles } from '../roles/api';
import { createToken } from './api';

type Role = Schemas['TokenInput']['role'];
type Values = { name: string; role: Role; services: string[]; environments: string[]; expires_at: Expiry };

const INITIAL: Values = { name: '', role: 'viewer', services: [], environments: [], expires_at: { choice: '90', date: '' } };

/** Makes an API token. Its text goes to `onCreated` and nowhere else. */
export function NewToken({ onClose, onCreated }: { onClose: () => void; onCreated: (name: string, secret: string) => void }) {
  const roles = useGivableRoles();
  const form = useForm<Values>({
    initial: INITIAL,
    check: ({ name, expires_at }) => ({
      name: name.trim() ? undefined : 'say which program will use it',
      expires_at: expiryProblem(expires_at, Date.now()),
    }),
    submit: async ({ name, role, services, environments, expires_at }) => {
      const body = { name: name.trim(), role, services: scopeOf(services), environments: scopeOf(environments), expires_at: expiresAt(expires_at, Date.now()) };
      onCreated(body.name, (await createToken(body)).token);
    },
  });
  return (
    <SideDrawer label="New API token" title="New API token" onClose={onClose}>
      <FormGuard wouldLose={form.wouldLose} />
      <Form form={form} action="Create token" onCancel={onClose}>
        <TextInput label="Name" placeholder="grafana" {...form.text('name')} autoFocus autoComplete="off" />
        <Select
          size="xs"
          label="Role"
          data={roles.map(({ name }) => name)}
          value={form.values.role}
          onChange={(role) => role && form.set('role', role as Role)}
          error={form.errorOf('role')}
          description={roles.find(({ name }) => name === form.values.role)?.sentence}
          allowDeselect={false}
        />
        <ScopeFields
          verb="sees"
          services={form.values.services}
          environments={form.values.environments}
          onServices={(names) => form.set('services', names)}
          onEnvironments={(names) => form.set('environments', names)}
          errors={{ services: form.errorOf('services'), environments: form.errorOf('environments') }}
        />
        <ExpiryField value={form.values.expires_at} onChange={(value) => form.set('expires_at', value)} error={form.errorOf('expires_at')} />
      </Form>
    </SideDrawer>
  );
}
