import { useState } from 'react';
import { Autocomplete, SegmentedControl, Select, Switch, Textarea, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconTrash } from '@tabler/icons-react';
import { ConfirmDialog } from '@/ui/ConfirmDialog/ConfirmDialog';
import { Control } from '@/ui/Control/Control';
import { Form } from '@/ui/Form/Form';
import { FormGuard } from '@/ui/Form/FormGuard';
import { useForm } from '@/ui/Form/useForm';
import { SideDrawer } from '@/ui/SideDrawer/SideDrawer';
import { toast } from '@/ui/toast';
import { useSearchRuleActions } from './api';
import { PreviewChart } from './PreviewChart';
import { conditionOf, HOLDS, newRule, OPS, SEVERITIES, thresholdFault, valuesOf, WINDOWS, withOwn, type RuleValues, type SearchRule, type SearchSignal } from './values';
import styles from './SearchRuleDrawer.module.css';

const PREVIEW_AFTER_MS = 350;
const GROUPS = ['service', 'environment', 'version', 'host', 'user_id', 'path'];
const NAMES = { logs: 'log records', traces: 'spans' } as const;

type Props = {
  signal: SearchSignal;
  /** The search to be alerted of; of a rule its own stands. */
  query?: string;
  rule?: SearchRule;
  /** Somebody who may not write rules looks. */
  readOnly?: boolean;
  onClose: () => void;
};

/** A rule that is a search: what is counted, when that is too much, how bad it is, and what that would have meant for the last day. */
export function SearchRuleDrawer({ signal, query = '', rule, readOnly = false, onClose }: Props) {
  const { save } = useSearchRuleActions();
  const form = useForm<RuleValues>({
    initial: rule ? valuesOf(rule) : newRule(query),
    check: (values) => ({ name: values.name.trim() ? undefined : 'what alerts of it are called', threshold: thresholdFault(values) }),
    submit: async (values) => {
      const { name, severity, description, enabled } = values;
      const saved = await save.mutateAsync({ id: rule?.id, rule: { ...conditionOf(signal, values)!, name: name.trim(), severity, description, enabled } });
      toast({ title: `Rule ${saved.name} is saved`, detail: saved.enabled ? `Evaluated every ${saved.interval_seconds} s` : 'It is switched off' });
      onClose();
    },
  });
  const { values, set } = form;
  const [condition] = useDebouncedValue(conditionOf(signal, values), PREVIEW_AFTER_MS);
  return (
    <SideDrawer label="Alert rule" title={rule ? rule.name : `Alert on ${NAMES[signal]}`} onClose={onClose} actions={rule && !readOnly && <DeleteRule rule={rule} onDeleted={onClose} />}>
      <FormGuard wouldLose={form.wouldLose} />
      <Form form={form} action={rule ? 'Save changes' : 'Create rule'} disabled={readOnly} onCancel={onClose}>
        <TextInput size="xs" label="Name" description="Alerts carry it as alertname" {...form.text('name')} autoComplete="off" data-autofocus />
        <TextInput size="xs" label="Search" placeholder={`all ${NAMES[signal]}`} classNames={{ input: styles.code }} {...form.text('query')} spellCheck={false} autoComplete="off" />
        <fieldset className={styles.condition}>
          <legend>Alert when there are</legend>
          <Select size="xs" aria-label="Compared" data={[...OPS]} value={values.op} allowDeselect={false} onChange={(op) => set('op', op as RuleValues['op'])} />
          {values.op !== 'absent' && <TextInput size="xs" aria-label="Threshold" inputMode="numeric" {...form.text('threshold')} />}
          <span>in</span>
          <Select size="xs" aria-label="Window" data={withOwn(WINDOWS, values.window)} value={values.window} allowDeselect={false} onChange={(window) => set('window', window ?? '300')} />
          <Select size="xs" aria-label="How long before it fires" data={withOwn(HOLDS, values.hold)} value={values.hold} allowDeselect={false} onChange={(hold) => set('hold', hold ?? '0')} />
        </fieldset>
        <PreviewChart condition={condition} />
        <Autocomplete size="xs" label="Count each value of" description="An alert of its own for each; empty counts all together" placeholder="service, environment, any field" data={GROUPS} value={values.groupBy} onChange={(groupBy) => set('groupBy', groupBy)} error={form.errorOf('groupBy')} />
        <div>
          <div className={styles.label} id="rule-severity">
            Severity
          </div>
          <SegmentedControl size="xs" fullWidth aria-labelledby="rule-severity" data={[...SEVERITIES]} value={values.severity} onChange={(severity) => set('severity', severity as RuleValues['severity'])} />
        </div>
        <Textarea size="xs" label="What to do" placeholder="What it means, where to look first" autosize minRows={2} maxRows={8} {...form.text('description')} />
        {rule && <Switch size="xs" label="Evaluate this rule" checked={values.enabled} onChange={(event) => set('enabled', event.currentTarget.checked)} />}
      </Form>
    </SideDrawer>
  );
}

function DeleteRule({ rule, onDeleted }: { rule: SearchRule; onDeleted: () => void }) {
  const { remove } = useSearchRuleActions();
  const [asking, setAsking] = useState(false);
  return (
    <>
      <Control quiet aria-label="Delete rule" title="Delete this rule" onClick={() => setAsking(true)}>
        <IconTrash size={14} />
      </Control>
      <ConfirmDialog
        opened={asking}
        title={`Delete the rule ${rule.name}?`}
        confirm="Delete"
        onConfirm={async () => {
          await remove.mutateAsync(rule.id);
          toast({ title: `Rule ${rule.name} is deleted` });
          onDeleted();
        }}
        onClose={() => setAsking(false)}
      >
        <p>Its alerts end. What they were stays in the series ALERTS.</p>
      </ConfirmDialog>
    </>
  );
}
