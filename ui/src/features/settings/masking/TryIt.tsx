import { useState, type FormEvent } from 'react';
import { Button, Textarea } from '@mantine/core';
import { Failure } from '@/ui/Failure/Failure';
import { Panel } from '@/ui/Panel/Panel';
import { useTryMasking } from './api';
import { Outcome } from './Outcome';
import { readAttributes } from './sample';
import styles from './Masking.module.css';

const TEXT = 'login of ann@example.com failed, card 4111 1111 1111 1111, Authorization: Bearer eyJhbGciOi.example';
const ATTRIBUTES = 'user.password=hunter2\nhttp.route=/login';

/** A line and attributes of one's own, masked by the rules in use. Nothing of it is kept. */
export function TryIt() {
  const [text, setText] = useState(TEXT);
  const [attributes, setAttributes] = useState(ATTRIBUTES);
  const attempt = useTryMasking();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    attempt.mutate({ text, attributes: readAttributes(attributes) });
  };
  return (
    <Panel title="Try it" note="nothing of this is stored or logged">
      <form className={styles.form} onSubmit={submit}>
        <Textarea size="xs" label="Text" rows={4} value={text} onChange={(event) => setText(event.currentTarget.value)} spellCheck={false} />
        <Textarea size="xs" label="Attributes, one key=value a line" rows={4} value={attributes} onChange={(event) => setAttributes(event.currentTarget.value)} spellCheck={false} />
        <Button size="xs" type="submit" loading={attempt.isPending} className={styles.submit}>
          Mask it
        </Button>
      </form>
      {attempt.error && <Failure error={attempt.error} onRetry={() => attempt.variables && attempt.mutate(attempt.variables)} />}
      {attempt.data && <Outcome {...attempt.data} />}
    </Panel>
  );
}
