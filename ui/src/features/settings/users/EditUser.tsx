import { TextInput } from '@mantine/core';
import { toast } from '@/ui/toast';
import { Form } from '@/ui/Form/Form';
import { ScopeFields, scopeOf } from '../form/ScopeFields';
import { FormGuard } from '@/ui/Form/FormGuard';
import { useForm } from '@/ui/Form/useForm';
import { changeUser, type RoleName, type User } from './api';
import { RolesField } from './RolesField';

type Values = { name: string; roles: RoleName[]; services: string[]; environments: string[] };

const valuesOf = (user: User): Values => ({ name: user.name, roles: user.roles as RoleName[], services: user.services ?? [], environments: user.environments ?? [] });

const bodyOf = (values: Values) => ({ ...values, services: scopeOf(values.services), environments: scopeOf(values.environments) });

/** Name, roles and scope. The toast takes the change back by writing what was before. */
export function EditUser({ user }: { user: User }) {
  const before = valuesOf(user);
  const form = useForm<Values>({
    initial: before,
    check: ({ name, roles }) => ({ name: name.trim() ? undefined : 'a name', roles: roles.length > 0 ? undefined : 'one role at least' }),
    submit: async (values) => {
      const changed = await changeUser(user.id, bodyOf(values));
      toast({
        title: `${changed.name} is changed`,
        undo: async () => {
          await changeUser(user.id, bodyOf(before));
          form.reset(before);
        },
      });
    },
  });
  return (
    <>
      <FormGuard wouldLose={form.wouldLose} />
      <Form form={form} action="Save" disabled={!form.dirty} onCancel={form.dirty ? () => form.reset() : undefined}>
        <TextInput label="Name" {...form.text('name')} autoComplete="off" />
        <TextInput label="Email" value={user.email} readOnly variant="unstyled" description="The address is the account: it stays." />
        <RolesField value={form.values.roles} onChange={(roles) => form.set('roles', roles)} error={form.errorOf('roles')} />
        <ScopeFields
          verb="may see"
          services={form.values.services}
          environments={form.values.environments}
          onServices={(names) => form.set('services', names)}
          onEnvironments={(names) => form.set('environments', names)}
          errors={{ services: form.errorOf('services'), environments: form.errorOf('environments') }}
        />
      </Form>
    </>
  );
}
