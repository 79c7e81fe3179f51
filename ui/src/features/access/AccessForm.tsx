import { useState, type FormEvent } from 'react';
import { Button, TextInput } from '@mantine/core';
import { ApiError, describeError } from '@/api/problem';
import { Notice } from '@/ui/Notice/Notice';
import styles from './AccessForm.module.css';

type Field<Name extends string> = { name: Name; label: string; type: string; autoComplete: string };

type Props<Name extends string> = {
  title: string;
  hint?: string;
  fields: readonly Field<Name>[];
  action: string;
  onSubmit: (values: Record<Name, string>) => Promise<unknown>;
};

/** A short form in the middle of the page. What the server refuses is said at its field, or above all of them. */
export function AccessForm<Name extends string>({ title, hint, fields, action, onSubmit }: Props<Name>) {
  const [error, setError] = useState<unknown>(null);
  const [sending, setSending] = useState(false);
  const fieldErrors = error instanceof ApiError ? error.fields : {};
  const general = error !== null && !fields.some(({ name }) => fieldErrors[name]);

  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const values = Object.fromEntries(new FormData(event.currentTarget)) as Record<Name, string>;
    setSending(true);
    setError(null);
    try {
      await onSubmit(values);
    } catch (refused) {
      setError(refused);
    } finally {
      setSending(false);
    }
  };
  return (
    <main>
      <form className={styles.form} onSubmit={(event) => void submit(event)}>
        <img src="/favicon.svg" width={36} height={36} alt="" />
        <h1 className={styles.title}>{title}</h1>
        {hint && <p className={styles.hint}>{hint}</p>}
        {general && <Notice tone="error" text={describeError(error).detail ?? describeError(error).title} />}
        {fields.map(({ name, label, type, autoComplete }, i) => (
          <TextInput key={name} name={name} label={label} type={type} autoComplete={autoComplete} error={fieldErrors[name]} required withAsterisk={false} autoFocus={i === 0} />
        ))}
        <Button type="submit" loading={sending}>
          {action}
        </Button>
      </form>
    </main>
  );
}
