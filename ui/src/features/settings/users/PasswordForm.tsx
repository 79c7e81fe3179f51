import { Group } from '@/ui/Group/Group';
import { toast } from '@/ui/toast';
import { passwordProblem } from '../form/checks';
import { Form } from '@/ui/Form/Form';
import { PasswordField } from '../form/PasswordField';
import { useForm } from '@/ui/Form/useForm';
import { setPassword, type User } from './api';

const INITIAL = { password: '' };

/** Gives somebody a new password; all his sessions end. */
export function PasswordForm({ user }: { user: User }) {
  const form = useForm({
    initial: INITIAL,
    check: ({ password }) => ({ password: passwordProblem(password) }),
    submit: async ({ password }) => {
      await setPassword(user.id, password);
      toast({ title: `${user.name} has a new password`, detail: 'All running sessions have ended. Hand it over on a way you trust.' });
    },
  });
  return (
    <Group title="New password">
      <Form form={form} action="Set password" disabled={!form.dirty}>
        <PasswordField aria-label={`New password of ${user.name}`} {...form.text('password')} onGenerate={(password) => form.set('password', password)} />
      </Form>
    </Group>
  );
}
