import { useState, type FormEvent } from 'react';
import { Control } from '@/ui/Control/Control';
import styles from './SavedSearches.module.css';

type Props = { query: string; saving: boolean; onSave: (name: string, shared: boolean) => Promise<unknown> };

const NAME_LENGTH = 200;

/** Keeps the search that runs, with its columns, under a name. */
export function SaveForm({ query, saving, onSave }: Props) {
  const [name, setName] = useState('');
  const [shared, setShared] = useState(false);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    // What was refused is said by a message, and the name stays to be tried again.
    void onSave(name.trim(), shared).then(() => setName(''), () => undefined);
  };
  return (
    <form className={styles.form} onSubmit={submit}>
      <p className={styles.current}>
        Save <code>{query || 'everything'}</code>
      </p>
      <div className={styles.fields}>
        <input className={styles.input} aria-label="Name of the search" placeholder="Name" maxLength={NAME_LENGTH} data-autofocus value={name} onChange={(event) => setName(event.target.value)} />
        <Control type="submit" disabled={saving || name.trim() === ''}>
          Save
        </Control>
      </div>
      <label className={styles.share}>
        <input type="checkbox" checked={shared} onChange={(event) => setShared(event.target.checked)} />
        Share with everyone who may read this
      </label>
    </form>
  );
}
