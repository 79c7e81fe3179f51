import { useState, type FormEvent } from 'react';
import { Button, MultiSelect, Select, Textarea, TextInput } from '@mantine/core';
import { ApiError, describeError } from '@/api/problem';
import { Notice } from '@/ui/Notice/Notice';
import { toast } from '@/ui/toast';
import { useStatusPageActions, type Post, type PostState, type StatusPage } from '../api/statusPages';
import { statesOf } from '../model/statusPage';
import styles from './PageForm.module.css';

const KINDS: { value: Post['kind']; label: string }[] = [{ value: 'incident', label: 'Something is wrong' }, { value: 'maintenance', label: 'Maintenance' }];

/** The first words of a post. */
export function NewPost({ page, onDone }: { page: StatusPage; onDone: () => void }) {
  const [kind, setKind] = useState<Post['kind']>('incident');
  const [values, setValues] = useState({ title: '', text: '', components: [] as string[], state: 'investigating' as PostState, from: '', to: '' });
  const [errors, setErrors] = useState<Readonly<Record<string, string>>>({});
  const [problem, setProblem] = useState<string>();
  const { tell } = useStatusPageActions();
  const set = (changes: Partial<typeof values>) => setValues((before) => ({ ...before, ...changes }));
  const components = (page.components ?? []).flatMap(({ id, name }) => (id ? [{ value: id, label: name }] : []));
  const send = async (event: FormEvent, draft: boolean) => {
    event.preventDefault();
    const { title, text, state, from, to } = values;
    const times = kind === 'maintenance' && from && to ? { starts_at: new Date(from).toISOString(), ends_at: new Date(to).toISOString() } : {};
    try {
      await tell(page.slug, { kind, title, text, state, draft, components: values.components, ...times });
      toast({ title: draft ? 'Draft kept' : 'Posted', detail: draft ? undefined : 'Subscribers are told.' });
      onDone();
    } catch (error) {
      if (error instanceof ApiError) setErrors(error.fields);
      const { title: told, detail } = describeError(error);
      setProblem(detail ?? told);
    }
  };
  return (
    <form className={styles.form} onSubmit={(event) => void send(event, false)}>
      {problem && <Notice tone="error" text={problem} />}
      <Select
        size="xs" label="What it is" data={KINDS} value={kind} allowDeselect={false}
        onChange={(next) => {
          if (!next) return;
          setKind(next as Post['kind']);
          set({ state: statesOf(next as Post['kind'])[0]!.value });
        }}
      />
      <TextInput label="Title" placeholder="Checkout is slow" value={values.title} error={errors.title} onChange={({ currentTarget: { value } }) => set({ title: value })} data-autofocus />
      <Select size="xs" label="State" data={statesOf(kind)} value={values.state} onChange={(state) => state && set({ state: state as PostState })} allowDeselect={false} />
      {kind === 'maintenance' && (
        <>
          <TextInput type="datetime-local" label="From" description="In the time zone of this browser." value={values.from} error={errors.starts_at} onChange={({ currentTarget: { value } }) => set({ from: value })} />
          <TextInput type="datetime-local" label="To" value={values.to} error={errors.ends_at} onChange={({ currentTarget: { value } }) => set({ to: value })} />
        </>
      )}
      <Textarea size="xs" label="Text" autosize minRows={3} value={values.text} error={errors.text} onChange={({ currentTarget: { value } }) => set({ text: value })} />
      <MultiSelect size="xs" label="Components" data={components} value={values.components} onChange={(ids) => set({ components: ids })} />
      <div className={styles.actions}>
        <Button type="submit" size="xs" disabled={values.title.trim() === '' || values.text.trim() === ''}>Post</Button>
        <Button size="xs" variant="default" disabled={values.title.trim() === '' || values.text.trim() === ''} onClick={(event) => void send(event, true)}>Keep as draft</Button>
        <Button size="xs" variant="default" onClick={onDone}>Cancel</Button>
      </div>
    </form>
  );
}
