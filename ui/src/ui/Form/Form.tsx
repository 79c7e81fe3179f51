import type { FormEvent, ReactNode } from 'react';
import { Button } from '@mantine/core';
import { Notice } from '@/ui/Notice/Notice';
import styles from './Form.module.css';

type Props = {
  form: { problem?: string; sending: boolean; onSubmit: (event: FormEvent) => void };
  /** The word on the button. */
  action: string;
  disabled?: boolean;
  onCancel?: () => void;
  children: ReactNode;
};

/** Fields one below the other, what the server refused above them, and the button that sends them. */
export function Form({ form, action, disabled = false, onCancel, children }: Props) {
  return (
    <form className={styles.form} onSubmit={form.onSubmit} noValidate>
      {form.problem && <Notice tone="error" text={form.problem} />}
      {children}
      <div className={styles.actions}>
        <Button type="submit" size="xs" loading={form.sending} disabled={disabled}>
          {action}
        </Button>
        {onCancel && (
          <Button variant="default" size="xs" onClick={onCancel}>
            Cancel
          </Button>
        )}
      </div>
    </form>
  );
}
