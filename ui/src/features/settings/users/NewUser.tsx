import { TextInput } from '@mantine/core';
import { SideDrawer } from '@/ui/SideDrawer/SideDrawer';
import { toast } from '@/ui/toast';
import { emailProblem, passwordProblem } from '../form/checks';
import { Form } from '@/ui/Form/Form';
import { PasswordField } from '../form/PasswordField';
import { ScopeFields, scopeOf } from '../form/ScopeFields';
import { FormGuard } from '@/ui/Form/FormGuard';
import { useForm } from '@/ui/Form/useForm';
import { createUser, type RoleName } from './api';
import { RolesField } from './RolesField';

type Values = { name: string; email: string; password: string; roles: RoleName[]; services: string[]; environments: string[] };

const INITIAL: Values = { name: '', email: '', password: '', roles: ['viewer'], services: [], environments: [] };

/** Adds somebody who may sign in. */
export function NewUser({ onClose }: { onClose: () => void }) {
  const form = useForm<Values>({
    initial: INITIAL,
    check: ({ name, email, password, roles }) => ({
      name: name.trim() ? undefined : 'a name',
      email: emailProblem(email),
      password: passwordProblem(password),
      roles: roles.length > 0 ? undefined : 'one role at least',
    }),
    submit: async (values) => {
      const user = await createUser({ ...values, services: scopeOf(values.services), environments: scopeOf(values.environments) });
      toast({ title: `${user.name} may sign in`, detail: 'Hand over the password on a way you trust.' });
      onClose();
    },
  });
  return (
    <SideDrawer label="New user" title="New user" onClose={onClose}>
      <FormGuard wouldLose={form.wouldLose} />
      <Form form={form} action="Add user" onCancel={onClose}>
        <TextInput label="Name" {...form.text('name')} autoFocus autoComplete="off" />
        <TextInput label="Email" type="email" {...form.text('email')} autoComplete="off" />
        <PasswordField label="First password" {...form.text('password')} onGenerate={(password) => form.set('password', password)} />
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
    </SideDrawer>
  );
}
