import { useState, type FormEvent } from 'react';
import { Button, Select, Textarea } from '@mantine/core';
import { Control } from '@/ui/Control/Control';
import { StatusBadge } from '@/ui/StatusBadge/StatusBadge';
import { Timeline } from '@/ui/Timeline/Timeline';
import { Timestamp } from '@/ui/Timestamp/Timestamp';
import { toastError } from '@/ui/toast';
import { useStatusPageActions, type Post, type PostState, type StatusPage } from '../api/statusPages';
import { isOver, postWord, statesOf } from '../model/statusPage';
import styles from './PageForm.module.css';

/** A post with what was told of it, and the next thing to tell. */
export function PostItem({ page, post, canWrite }: { page: StatusPage; post: Post; canWrite: boolean }) {
  const { id, title, state, kind, draft, made_by_itself, components, starts_at, ends_at, updates } = post;
  const { update, publish, withdraw } = useStatusPageActions();
  const [telling, setTelling] = useState(false);
  const [next, setNext] = useState<PostState>(state);
  const [text, setText] = useState('');
  const over = isOver(state);
  const named = page.components?.filter((component) => component.id !== undefined && components.includes(component.id)).map(({ name }) => name) ?? [];
  const act = async (what: Promise<void>) => {
    try {
      await what;
      setTelling(false);
      setText('');
    } catch (error) {
      toastError('Not done', error);
    }
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void act(update(page.slug, id, { state: next, text: text.trim() }));
  };
  return (
    <section className={styles.post} aria-label={title}>
      <p className={styles.head}>
        <StatusBadge severity={draft ? 'unknown' : over ? 'ok' : kind === 'maintenance' ? 'maintenance' : 'warning'}>{draft ? 'Draft' : postWord(state)}</StatusBadge>
        <b>{title}</b>
        <span className={styles.aside}>
          {made_by_itself && 'drafted by itself · '}
          {kind === 'maintenance' && ends_at !== null && <><Timestamp at={starts_at} /> to <Timestamp at={ends_at} /> · </>}
          {named.join(', ')}
        </span>
      </p>
      <Timeline label={`Told of ${title}`} entries={updates.map((told, i) => ({ key: `${told.at} ${i}`, at: <Timestamp at={told.at} />, kind: postWord(told.state), title: told.text, detail: told.by && <span className={styles.aside}>{told.by}</span> }))} />
      {canWrite && !telling && (
        <div className={styles.actions}>
          {draft && <Control onClick={() => void act(publish(page.slug, id))}>Publish</Control>}
          {!over && <Control onClick={() => setTelling(true)}>Tell more</Control>}
          <Control quiet onClick={() => void act(withdraw(page.slug, id))}>{draft ? 'Drop the draft' : 'Take away'}</Control>
        </div>
      )}
      {telling && (
        <form onSubmit={submit}>
          <Select size="xs" label="State" data={statesOf(kind)} value={next} onChange={(value) => value && setNext(value as PostState)} allowDeselect={false} />
          <Textarea size="xs" label="What is new" autosize minRows={2} value={text} onChange={({ currentTarget: { value } }) => setText(value)} mt={8} mb={8} />
          <div className={styles.actions}>
            <Button type="submit" size="xs" disabled={text.trim() === ''}>Tell</Button>
            <Button size="xs" variant="default" onClick={() => setTelling(false)}>Cancel</Button>
          </div>
        </form>
      )}
    </section>
  );
}
