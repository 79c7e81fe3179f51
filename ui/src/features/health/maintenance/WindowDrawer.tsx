import { useMemo, useState, type FormEvent } from 'react';
import { Button, Chip, MultiSelect, Select, Textarea, TextInput } from '@mantine/core';
import { ApiError, describeError } from '@/api/problem';
import { ConfirmDialog } from '@/ui/ConfirmDialog/ConfirmDialog';
import { Group } from '@/ui/Group/Group';
import { Notice } from '@/ui/Notice/Notice';
import { SideDrawer } from '@/ui/SideDrawer/SideDrawer';
import { Timestamp } from '@/ui/Timestamp/Timestamp';
import { toast } from '@/ui/toast';
import { useWindowActions, type MaintenanceWindow, type WindowInput } from '../api/maintenance';
import { useBoard } from '../api/monitors';
import { localOf, readRule, WEEKDAYS, writeRule, type Repeats } from '../model/recurrence';
import styles from './WindowDrawer.module.css';

type Props = { window?: MaintenanceWindow; monitor: string; canWrite: boolean; onClose: () => void };

const REPEATS: { value: Repeats; label: string }[] = [
  { value: 'once', label: 'once' }, { value: 'daily', label: 'every day' }, { value: 'weekly', label: 'every week' }, { value: 'monthly', label: 'every month' }, { value: 'other', label: 'by an iCalendar rule' },
];
const HOUR_MS = 3_600_000;

/** A maintenance window in its form, with the next times it opens. */
export function WindowDrawer({ window, monitor, canWrite, onClose }: Props) {
  const [values, setValues] = useState<WindowInput>(() => window ?? begin(monitor));
  const [repeats, setRepeats] = useState<Repeats>(() => readRule(values.recurrence).repeats);
  const [errors, setErrors] = useState<Readonly<Record<string, string>>>({});
  const [problem, setProblem] = useState<string>();
  const [sending, setSending] = useState(false);
  const [removing, setRemoving] = useState(false);
  const { save, remove } = useWindowActions();
  const board = useBoard().data;
  const names = useMemo(() => board?.monitors.map(({ name }) => name) ?? [], [board]);
  const { days } = readRule(values.recurrence);
  const set = (changes: Partial<WindowInput>) => setValues((before) => ({ ...before, ...changes }));
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setSending(true);
    setErrors({});
    setProblem(undefined);
    try {
      const { name, monitors, groups, start, end, time_zone, recurrence, reason } = values;
      await save({ name, monitors, groups, start, end, time_zone, recurrence, reason }, window?.id);
      toast({ title: 'Maintenance planned' });
      onClose();
    } catch (error) {
      if (error instanceof ApiError) setErrors(error.fields);
      const { title, detail } = describeError(error);
      setProblem(detail ?? title);
    } finally {
      setSending(false);
    }
  };
  return (
    <SideDrawer label="Maintenance window" title={window?.name ?? 'New maintenance window'} onClose={onClose}>
      <form className={styles.form} onSubmit={(event) => void submit(event)} noValidate>
        {problem && <Notice tone="error" text={problem} />}
        <fieldset disabled={!canWrite} className={styles.fields}>
          <TextInput label="Name" placeholder="Database patches" value={values.name} error={errors.name} onChange={({ currentTarget: { value } }) => set({ name: value })} data-autofocus />
          <MultiSelect size="xs" label="Monitors" placeholder={values.monitors.length + values.groups.length === 0 ? 'All monitors' : undefined} data={names} value={values.monitors} error={errors.monitors} onChange={(monitors) => set({ monitors })} searchable clearable disabled={!canWrite} />
          <MultiSelect size="xs" label="Groups" data={board?.groups ?? []} value={values.groups} error={errors.groups} onChange={(groups) => set({ groups })} searchable clearable disabled={!canWrite} />
          <div className={styles.row}>
            <TextInput type="datetime-local" label="From" value={localOf(values.start)} error={errors.start} onChange={({ currentTarget: { value } }) => set({ start: value })} />
            <TextInput type="datetime-local" label="To" value={localOf(values.end)} error={errors.end} onChange={({ currentTarget: { value } }) => set({ end: value })} />
          </div>
          <Select size="xs" label="Time zone" data={ZONES} value={values.time_zone} error={errors.time_zone} onChange={(zone) => zone && set({ time_zone: zone })} searchable allowDeselect={false} disabled={!canWrite} />
          <Select
            size="xs" label="Comes again" data={REPEATS} value={repeats} allowDeselect={false} disabled={!canWrite}
            onChange={(next) => {
              if (!next) return;
              setRepeats(next as Repeats);
              set({ recurrence: writeRule(next as Repeats, [weekdayOf(values.start)], values.recurrence) });
            }}
          />
          {repeats === 'weekly' && (
            <Chip.Group multiple value={days} onChange={(next) => set({ recurrence: writeRule('weekly', next) })}>
              <div className={styles.days} role="group" aria-label="Days">
                {WEEKDAYS.map(({ value, label }) => (
                  <Chip key={value} size="xs" value={value} disabled={!canWrite}>
                    {label}
                  </Chip>
                ))}
              </div>
            </Chip.Group>
          )}
          {repeats === 'other' && <TextInput label="Rule" placeholder="FREQ=MONTHLY;BYDAY=1SU" value={values.recurrence} error={errors.recurrence} onChange={({ currentTarget: { value } }) => set({ recurrence: value })} />}
          <Textarea size="xs" label="Reason" autosize minRows={2} value={values.reason} onChange={({ currentTarget: { value } }) => set({ reason: value })} disabled={!canWrite} />
        </fieldset>
        {canWrite && (
          <div className={styles.actions}>
            <Button type="submit" size="xs" loading={sending}>
              {window ? 'Save' : 'Plan it'}
            </Button>
            {window && (
              <Button size="xs" variant="default" onClick={() => setRemoving(true)}>
                Delete
              </Button>
            )}
          </div>
        )}
      </form>
      {window && window.next.length > 0 && (
        <Group title="Next times">
          <ul className={styles.next}>
            {window.next.map(({ start, end }) => (
              <li key={start}>
                <Timestamp at={start} /> to <Timestamp at={end} />
              </li>
            ))}
          </ul>
        </Group>
      )}
      {window && (
        <ConfirmDialog opened={removing} title="Delete this window" confirm="Delete" onConfirm={async () => { await remove(window.id); onClose(); }} onClose={() => setRemoving(false)}>
          <p>{window.active ? 'It is open now: what fails then alarms at once.' : 'What fails then alarms as at any other time.'} Past times stay out of availability.</p>
        </ConfirmDialog>
      )}
    </SideDrawer>
  );
}

const OWN_ZONE = Intl.DateTimeFormat().resolvedOptions().timeZone || 'UTC';
const ZONES = [...new Set([OWN_ZONE, 'UTC', ...Intl.supportedValuesOf('timeZone')])];

/** The next full hour and the one after it, in this browser's time zone. */
function begin(monitor: string): WindowInput {
  const hour = Math.ceil(Date.now() / HOUR_MS) * HOUR_MS;
  const local = (ms: number) => new Date(ms - new Date(ms).getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
  return { name: '', monitors: monitor ? [monitor] : [], groups: [], start: local(hour), end: local(hour + HOUR_MS), time_zone: OWN_ZONE, recurrence: '', reason: '' };
}

const weekdayOf = (local: string): string => WEEKDAYS[(new Date(local).getDay() + 6) % 7]?.value ?? 'MO';
