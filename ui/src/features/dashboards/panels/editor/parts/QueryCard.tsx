import { useEffect, useState } from 'react';
import { Checkbox, NativeSelect, Textarea, TextInput } from '@mantine/core';
import { IconEye, IconEyeOff } from '@tabler/icons-react';
import { Control } from '@/ui/Control/Control';
import { Notice } from '@/ui/Notice/Notice';
import { PromqlField } from '@/ui/PromqlField/PromqlField';
import type { Query } from '../../../model/dashboard';
import { NumberInput } from '../controls/NumberField';
import { replaced, RowTools } from '../controls/RowTools';
import styles from '../controls/Editor.module.css';

const LANGUAGES = [{ value: 'promql', label: 'Metrics (PromQL)' }, { value: 'logs', label: 'Logs' }, { value: 'traces', label: 'Traces' }, { value: 'logql', label: 'LogQL' }] as const;
const FORMS = [{ value: 'series', label: 'Series' }, { value: 'table', label: 'Table' }, { value: 'heatmap', label: 'Buckets' }] as const;

type Props = { queries: readonly Query[]; at: number; onChange: (queries: Query[]) => void; said: string | undefined; count: number | undefined };

/** One query with how it is asked and named. A text is asked with Enter, or when it is left. */
export function QueryCard({ queries, at, onChange, said, count }: Props) {
  const query = queries[at]!;
  const set = (change: Partial<Query>) => onChange(replaced(queries, at, change));
  const name = `query ${query.ref}`;
  const promql = query.language === 'promql';
  return (
    <div className={styles.card} role="group" aria-label={`Query ${query.ref}`}>
      <div className={styles.cardHead}>
        <span>
          {query.ref} {promql && count !== undefined && !query.hidden && <span className={styles.hint}>{count === 1 ? '1 series' : `${count} series`}</span>}
        </span>
        <Control quiet active={query.hidden} aria-pressed={query.hidden} aria-label={`Leave out ${name}`} title="Leave it out" onClick={() => set({ hidden: !query.hidden })}>
          {query.hidden ? <IconEyeOff size={13} /> : <IconEye size={13} />}
        </Control>
        <RowTools name={name} items={queries} at={at} onChange={onChange} />
      </div>
      <QueryText query={query} onText={(text) => set({ text })} />
      {said && <Notice tone="error" text={said} />}
      <div className={styles.pair}>
        <NativeSelect size="xs" label="Language" data={[...LANGUAGES]} value={query.language} onChange={({ target }) => set({ language: LANGUAGES.find(({ value }) => value === target.value)!.value })} />
        {promql && <NativeSelect size="xs" label="As" data={[...FORMS]} value={query.form} onChange={({ target }) => set({ form: FORMS.find(({ value }) => value === target.value)!.value })} />}
      </div>
      {promql && (
        <>
          <div className={styles.pair}>
            <TextInput label="Legend" placeholder="{{instance}} {{mode}}" value={query.legend} onChange={({ target }) => set({ legend: target.value })} />
            <NumberInput label="Least step, in seconds" value={query.step} placeholder="As wide as drawn" least={1} onChange={(step) => set({ step })} />
          </div>
          <Checkbox size="xs" label="Only the value at the end of the range" checked={query.instant} onChange={({ target }) => set({ instant: target.checked })} />
        </>
      )}
    </div>
  );
}

/** What is typed becomes the query with Enter, or when the field is left. */
function QueryText({ query, onText }: { query: Query; onText: (text: string) => void }) {
  const [text, setText] = useState(query.text);
  useEffect(() => setText(query.text), [query.text]);
  const run = () => text !== query.text && onText(text);
  if (query.language === 'promql') {
    return (
      <div onBlur={run}>
        <PromqlField label={`Expression of query ${query.ref}`} text={text} onText={setText} onRun={run} ran={query.text} placeholder="An expression in PromQL" />
      </div>
    );
  }
  return (
    <Textarea
      size="xs"
      autosize
      minRows={1}
      maxRows={8}
      className={styles.code}
      aria-label={`Search of query ${query.ref}`}
      placeholder={query.language === 'logql' ? '{app="checkout"} |= "error"' : 'service:checkout'}
      value={text}
      onChange={({ target }) => setText(target.value)}
      onBlur={run}
      onKeyDown={(event) => {
        if (event.key !== 'Enter' || event.shiftKey) return;
        event.preventDefault();
        run();
      }}
    />
  );
}
