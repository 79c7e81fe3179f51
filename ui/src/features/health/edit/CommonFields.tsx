import { useMemo } from 'react';
import { Autocomplete, MultiSelect, Select, TagsInput, Textarea, TextInput } from '@mantine/core';
import { useBoard } from '../api/monitors';
import { useVantages } from '../api/vantages';
import { readPairs, writePairs } from '../model/draft';
import { isPassive } from '../model/kinds';
import { readDuration } from '../model/spec';
import { ListText } from './ListText';
import type { Draft } from './useDraft';
import styles from './Field.module.css';

const SEVERITIES = ['critical', 'warning', 'info'].map((value) => ({ value, label: value }));

/** What every monitor has, whatever it checks: its names, when it is checked, and what is rarely changed. */
export function CommonFields({ draft, part }: { draft: Draft; part: 'name' | 'when' | 'rare' }) {
  if (part === 'name') return <Names draft={draft} />;
  if (part === 'rare') return <Rare draft={draft} />;
  const probed = !isPassive(draft.spec.check.kind);
  return (
    <>
      {probed && <Text draft={draft} path="interval" label="Every" hint="1s to 1d" duration />}
      {probed && <Text draft={draft} path="timeout" label="Waits for at most" hint="100ms to 60s" duration />}
      {probed && <Text draft={draft} path="attempts" label="Down after so many failures" number />}
      <Select size="xs" className={styles.half} label="Severity" data={SEVERITIES} value={textOf(draft.value('severity')) || 'critical'} onChange={(next) => next && draft.set('severity', next)} allowDeselect={false} />
    </>
  );
}

function Names({ draft }: { draft: Draft }) {
  const monitors = useBoard().data?.monitors;
  const groups = useMemo(() => distinct(monitors?.map(({ group }) => group)), [monitors]);
  const services = useMemo(() => distinct(monitors?.map(({ service }) => service)), [monitors]);
  return (
    <>
      <Text draft={draft} path="name" label="Name" wide />
      <Choose draft={draft} path="group" label="Group" data={groups} />
      <Choose draft={draft} path="service" label="Service" data={services} placeholder="whose traces, logs and deploys belong to it" />
    </>
  );
}

function Rare({ draft }: { draft: Draft }) {
  const monitors = useBoard().data?.monitors;
  const vantages = useVantages().data;
  const others = useMemo(() => (monitors ?? []).map(({ name }) => name).filter((name) => name !== draft.spec.name), [monitors, draft.spec.name]);
  return (
    <>
      <Text draft={draft} path="recoveries" label="Up again after so many successes" number />
      <Text draft={draft} path="retry_interval" label="After a failure again in" hint="Empty: a third of the interval." duration />
      <MultiSelect size="xs" className={styles.whole} label="Depends on" description="While one of them fails, nobody is alarmed for this one." data={others} value={namesOf(draft.value('depends_on'))} onChange={(names) => draft.set('depends_on', names)} error={draft.error('depends_on')} searchable clearable />
      <TagsInput size="xs" className={styles.half} label="Seen from" description="here, and names of agents." data={(vantages ?? []).map(({ name }) => name)} value={namesOf(draft.value('vantage_points') ?? ['here'])} onChange={(names) => draft.set('vantage_points', names)} error={draft.error('vantage_points')} acceptValueOnBlur />
      <Text draft={draft} path="quorum" label="So many must agree on down" hint="0: more than half." number />
      <Text draft={draft} path="environment" label="Environment" />
      <Textarea size="xs" className={styles.whole} label="Description" description="What whoever is woken by it should know." autosize minRows={2} value={textOf(draft.value('description'))} onChange={({ currentTarget: { value } }) => draft.set('description', value)} error={draft.error('description')} />
      <ListText className={styles.whole} label="Labels" description="One a line: name: value" text={writePairs(draft.value('labels'))} onText={(typed) => draft.set('labels', readPairs(typed))} error={draft.error('labels')} />
    </>
  );
}

type TextProps = { draft: Draft; path: string; label: string; hint?: string; wide?: boolean; number?: boolean; duration?: boolean };

function Text({ draft, path, label, hint, wide, number, duration }: TextProps) {
  const text = textOf(draft.value(path));
  const wrong = duration && text !== '' && readDuration(text) === undefined ? 'a number and a unit such as 500ms, 30s or 5m' : undefined;
  const read = (typed: string): unknown => (number ? (typed === '' ? undefined : /^\d+$/.test(typed) ? Number(typed) : typed) : duration && typed === '' ? undefined : typed);
  return (
    <TextInput
      className={wide ? styles.whole : styles.half}
      label={label}
      description={hint}
      inputMode={number ? 'numeric' : undefined}
      value={text}
      error={draft.error(path) ?? wrong}
      onChange={({ currentTarget: { value } }) => draft.set(path, read(value))}
      autoComplete="off"
      spellCheck={false}
    />
  );
}

const Choose = ({ draft, path, label, data, placeholder }: { draft: Draft; path: string; label: string; data: readonly string[]; placeholder?: string }) => (
  <Autocomplete size="xs" className={styles.half} label={label} placeholder={placeholder} data={[...data]} value={textOf(draft.value(path))} onChange={(value) => draft.set(path, value)} error={draft.error(path)} />
);

const textOf = (value: unknown): string => (typeof value === 'string' || typeof value === 'number' ? String(value) : '');
const namesOf = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : []);
const distinct = (names: readonly string[] | undefined): string[] => [...new Set((names ?? []).filter(Boolean))].toSorted();
