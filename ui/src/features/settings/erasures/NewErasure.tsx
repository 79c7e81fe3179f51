import { useState } from 'react';
import { Button, SegmentedControl, TextInput } from '@mantine/core';
import { thousands } from '@/core/format';
import { ConfirmDialog } from '@/ui/ConfirmDialog/ConfirmDialog';
import { Form } from '@/ui/Form/Form';
import { FormGuard } from '@/ui/Form/FormGuard';
import { useForm } from '@/ui/Form/useForm';
import { Group } from '@/ui/Group/Group';
import { Notice } from '@/ui/Notice/Notice';
import { SideDrawer } from '@/ui/SideDrawer/SideDrawer';
import { toast } from '@/ui/toast';
import { useErase, type Erasure, type ErasureInput } from './api';
import { Counts } from './Counts';
import { identityOf, NOBODY, type PersonValues } from './words';
import styles from './Erasures.module.css';

const TYPED = 'erase';

/** Names a person, counts what is stored of him, then erases it: never without having seen the count. */
export function NewErasure({ erasures, onClose }: { erasures: readonly Erasure[]; onClose: () => void }) {
  const erase = useErase();
  const [counted, setCounted] = useState<{ id: string; asked: ErasureInput }>();
  const [asking, setAsking] = useState(false);
  const form = useForm<PersonValues>({
    initial: NOBODY,
    check: (values) => ({ userId: identityOf(values) ? undefined : 'name the person by at least one of these' }),
    submit: async (values) => {
      const asked: ErasureInput = { identity: identityOf(values)!, logs: values.logs, dry_run: true };
      setCounted({ id: (await erase.mutateAsync(asked)).id, asked });
    },
  });
  const count = erasures.find(({ id }) => id === counted?.id);
  const change = <Name extends keyof PersonValues>(name: Name) => {
    const props = form.text(name);
    return { ...props, onChange: (event: { currentTarget: { value: string } }) => { setCounted(undefined); props.onChange(event); } };
  };
  return (
    <SideDrawer label="Erase a person" title="Erase a person" onClose={onClose}>
      <FormGuard wouldLose={() => form.dirty && counted === undefined} />
      <Form form={form} action="Count what is stored" onCancel={onClose}>
        <TextInput size="xs" label="User id" {...change('userId')} autoComplete="off" spellCheck={false} autoFocus />
        <TextInput size="xs" label="E-mail" {...change('email')} autoComplete="off" spellCheck={false} />
        <TextInput size="xs" label="Phone" {...change('phone')} autoComplete="off" />
        <TextInput size="xs" label="Other values" description="Such as a customer number; with commas between them." {...change('others')} autoComplete="off" spellCheck={false} />
        <SegmentedControl
          size="xs"
          aria-label="Log records"
          data={[{ value: 'delete', label: 'Delete log records' }, { value: 'mask', label: 'Keep them, masked' }]}
          value={form.values.logs}
          onChange={(logs) => {
            setCounted(undefined);
            form.set('logs', logs === 'mask' ? 'mask' : 'delete');
          }}
        />
      </Form>
      {counted && (
        <Group title="What is stored" note={count === undefined || count.finished_at === null ? 'counting …' : undefined}>
          {count?.error && <Notice tone="error" text={count.error} />}
          {count?.notes.map((note) => <Notice key={note} tone="warning" text={note} />)}
          {count?.state === 'done' && (
            <>
              <Counts erasure={count} />
              <div className={styles.result} role="status">
                <p className={styles.sum}>{count.found === 0 ? 'Nothing is stored of this person.' : `${thousands(count.found)} rows are of this person.`}</p>
                {count.found > 0 && (
                  <Button size="xs" variant="default" onClick={() => setAsking(true)}>
                    Erase {thousands(count.found)} rows …
                  </Button>
                )}
              </div>
            </>
          )}
        </Group>
      )}
      <ConfirmDialog
        opened={asking}
        title="Erase this person?"
        confirm="Erase"
        typed={TYPED}
        onConfirm={async () => {
          if (!counted) return;
          await erase.mutateAsync({ ...counted.asked, dry_run: false });
          toast({ title: 'The erasure is at work', detail: 'Its signed report is in the list once it has ended.' });
          onClose();
        }}
        onClose={() => setAsking(false)}
      >
        <p>What was counted is erased from all tables and the archive. It does not come back.</p>
      </ConfirmDialog>
    </SideDrawer>
  );
}
