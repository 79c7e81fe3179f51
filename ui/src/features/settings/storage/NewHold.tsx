import { Textarea, TextInput } from '@mantine/core';
import { SideDrawer } from '@/ui/SideDrawer/SideDrawer';
import { toast } from '@/ui/toast';
import { Form } from '@/ui/Form/Form';
import { FormGuard } from '@/ui/Form/FormGuard';
import { useForm } from '@/ui/Form/useForm';
import { useHoldActions } from './tiersApi';

type Values = { name: string; reason: string; services: string; start: string; end: string };

const INITIAL: Values = { name: '', reason: '', services: '', start: '', end: '' };
const DAY_MS = 86_400_000;

/** Holds the records of some days: from then on nothing deletes them. */
export function NewHold({ onClose }: { onClose: () => void }) {
  const { hold } = useHoldActions();
  const form = useForm<Values>({
    initial: INITIAL,
    check: ({ name, reason, start, end }) => ({
      name: name.trim() ? undefined : 'say what it is about',
      reason: reason.trim() ? undefined : 'say why, for those who ask later',
      start: start ? undefined : 'choose the first day',
      end: end === '' ? 'choose the last day' : end < start ? 'the last day is before the first' : undefined,
    }),
    submit: async ({ name, reason, services, start, end }) => {
      // The last day is held, too.
      const until = new Date(Date.parse(`${end}T00:00:00Z`) + DAY_MS).toISOString();
      const named = services.split(',').map((service) => service.trim()).filter(Boolean);
      await hold.mutateAsync({ name: name.trim(), reason: reason.trim(), services: named, start: `${start}T00:00:00Z`, end: until });
      toast({ title: `${name.trim()} is held` });
      onClose();
    },
  });
  return (
    <SideDrawer label="New legal hold" title="New legal hold" onClose={onClose}>
      <FormGuard wouldLose={form.wouldLose} />
      <Form form={form} action="Hold the records" onCancel={onClose}>
        <TextInput size="xs" label="Name" placeholder="Case 2026-14" {...form.text('name')} autoFocus autoComplete="off" />
        <TextInput size="xs" type="date" label="First day (UTC)" {...form.text('start')} />
        <TextInput size="xs" type="date" label="Last day (UTC)" {...form.text('end')} />
        <TextInput size="xs" label="Services" description="Names with commas between them; empty holds all." {...form.text('services')} />
        <Textarea size="xs" label="Reason" autosize minRows={3} {...form.text('reason')} />
      </Form>
    </SideDrawer>
  );
}
