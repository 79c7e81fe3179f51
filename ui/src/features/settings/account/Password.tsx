import { PasswordInput } from '@mantine/core';
import { Panel } from '@/ui/Panel/Panel';
import { toast } from '@/ui/toast';
import { passwordProblem } from '../form/checks';
import { Form } from '@/ui/Form/Form';
import { FormGuard } from '@/ui/Form/FormGuard';
import { useForm } from '@/ui/Form/useForm';
import { changePassword } from './api';

const INITIAL = { current_password: '', new_password: '' };

/** One's own password. */
export function Password() {
  const form = useForm({
    initial: INITIAL,
    check: ({ current_password, new_password }) => ({
      current_password: current_password ? undefined : 'your present password',
      new_password: passwordProblem(new_password),
    }),
    submit: async ({ current_password, new_password }) => {
      await changePassword(current_password, new_password);
      form.reset(INITIAL);
      toast({ title: 'Password changed', detail: 'Your other sessions have ended.' });
    },
  });
  return (
    <Panel title="Password">
      <FormGuard wouldLose={form.wouldLose} />
      <Form form={form} action="Change password" disabled={!form.dirty}>
        <PasswordInput size="xs" label="Present password" {...form.text('current_password')} autoComplete="current-password" />
        <PasswordInput size="xs" label="New password" {...form.text('new_password')} autoComplete="new-password" />
      </Form>
    </Panel>
  );
}
