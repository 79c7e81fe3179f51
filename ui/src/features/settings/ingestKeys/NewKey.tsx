import { NumberInput, TextInput } from '@mantine/core';
import { Notice } from '@/ui/Notice/Notice';
import { SideDrawer } from '@/ui/SideDrawer/SideDrawer';
import { expiresAt, expiryProblem, type Expiry } from '../form/expiry';
import { ExpiryField } from '../form/ExpiryField';
import { Form } from '@/ui/Form/Form';
import { ScopeFields, scopeOf } from '../form/ScopeFields';
import { FormGuard } from '@/ui/Form/FormGuard';
import { useForm } from '@/ui/Form/useForm';
import { createIngestKey } from './api';

type Values = { name: string; services: string[]; environments: string[]; rate_per_second: number | ''; expires_at: Expiry };
type Props = { onClose: () => void; onCreated: (made: { name: string; secret: string; service: string }) => void };

const INITIAL: Values = { name: '', services: [], environments: [], rate_per_second: '', expires_at: { choice: 'never', date: '' } };

/** Makes an ingest key. Its text goes to `onCreated` and nowhere else. */
export function NewKey({ onClose, onCreated }: Props) {
  const form = useForm<Values>({
    initial: INITIAL,
    check: ({ name, expires_at }) => ({
      name: name.trim() ? undefined : 'say which sender will use it',
      expires_at: expiryProblem(expires_at, Date.now()),
    }),
    submit: async ({ name, services, environments, rate_per_second, expires_at }) => {
      const body = {
        name: name.trim(),
        services: scopeOf(services),
        environments: scopeOf(environments),
        rate_per_second: rate_per_second === '' ? null : rate_per_second,
        expires_at: expiresAt(expires_at, Date.now()),
      };
      const { token } = await createIngestKey(body);
      onCreated({ name: body.name, secret: token, service: services[0] ?? 'my-service' });
    },
  });
  return (
    <SideDrawer label="New ingest key" title="New ingest key" onClose={onClose}>
      <FormGuard wouldLose={form.wouldLose} />
      <Notice tone="info" text="Records of another service or environment are refused; those that name none get the one given here, if it is one. Beyond the rate senders have to wait." />
      <Form form={form} action="Create key" onCancel={onClose}>
        <TextInput label="Name" placeholder="checkout in production" {...form.text('name')} autoFocus autoComplete="off" />
        <ScopeFields
          verb="may name"
          services={form.values.services}
          environments={form.values.environments}
          onServices={(names) => form.set('services', names)}
          onEnvironments={(names) => form.set('environments', names)}
          errors={{ services: form.errorOf('services'), environments: form.errorOf('environments') }}
        />
        <NumberInput
          size="xs"
          label="Records per second"
          description="Empty: no limit."
          min={1}
          allowDecimal={false}
          value={form.values.rate_per_second}
          onChange={(value) => form.set('rate_per_second', typeof value === 'number' ? value : '')}
          error={form.errorOf('rate_per_second')}
        />
        <ExpiryField value={form.values.expires_at} onChange={(value) => form.set('expires_at', value)} error={form.errorOf('expires_at')} />
      </Form>
    </SideDrawer>
  );
}
