import { NativeSelect, Textarea, TextInput, TagsInput } from '@mantine/core';
import { REFRESH_MS } from '@/core/refreshRates';
import type { Dashboard } from '../../model/dashboard';
import { useBoard, useDocument } from '../../view/BoardContext';
import styles from './Settings.module.css';

/** Title, words about it, tags, and what it shows while nobody has chosen. */
export function GeneralForm() {
  const { change } = useBoard();
  const dashboard = useDocument();
  const set = (changes: Partial<Dashboard>) => change((now) => ({ ...now, ...changes }), `general ${Object.keys(changes).join()}`);
  const { title, description, tags, start, end, refresh } = dashboard;
  return (
    <div className={styles.fields}>
      <TextInput label="Title" value={title} maxLength={500} error={title.trim() === '' ? 'A dashboard needs a title' : undefined} onChange={(event) => set({ title: event.currentTarget.value })} />
      <Textarea label="Description" size="xs" autosize minRows={2} maxRows={6} value={description} onChange={(event) => set({ description: event.currentTarget.value })} />
      <TagsInput label="Tags" size="xs" placeholder={tags.length === 0 ? 'Enter adds one' : ''} value={tags} onChange={(next) => set({ tags: next })} clearable />
      <div className={styles.row}>
        <TextInput label="Shows from" description="now-6h, or a time" value={start} onChange={(event) => set({ start: event.currentTarget.value })} />
        <TextInput label="to" description="now, or a time" value={end} onChange={(event) => set({ end: event.currentTarget.value })} />
      </div>
      <NativeSelect
        label="Refreshes every"
        size="xs"
        value={refresh}
        data={[{ value: '', label: 'not by itself' }, ...[...new Set([...Object.keys(REFRESH_MS), refresh])].filter((rate) => rate !== 'off' && rate !== '').map((rate) => ({ value: rate, label: rate }))]}
        onChange={(event) => set({ refresh: event.currentTarget.value })}
      />
    </div>
  );
}
