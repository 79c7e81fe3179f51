import { useRef, useState, type FormEvent } from 'react';
import { Button, Textarea } from '@mantine/core';
import { useKeys } from '@/core/keys';
import { toastError } from '@/ui/toast';
import { useIncidentActions } from '../api';
import styles from './NoteForm.module.css';

/** A note into the timeline. */
export function NoteForm({ id }: { id: string }) {
  const { note } = useIncidentActions(id);
  const [text, setText] = useState('');
  const field = useRef<HTMLTextAreaElement>(null);
  useKeys([{ keys: 'n', label: 'Write a note', run: (event) => { event.preventDefault(); field.current?.focus(); } }]);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (text.trim()) note.mutate(text.trim(), { onSuccess: () => setText(''), onError: (error) => toastError('The note was not kept', error) });
  };
  return (
    <form className={styles.form} onSubmit={submit}>
      <Textarea ref={field} aria-label="Note" placeholder="What you found, what you did" autosize minRows={1} maxRows={6} value={text} onChange={(event) => setText(event.currentTarget.value)} className={styles.field} />
      <Button type="submit" size="xs" variant="default" loading={note.isPending} disabled={text.trim() === ''}>
        Add note
      </Button>
    </form>
  );
}
