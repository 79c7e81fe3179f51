import { useState, type FormEvent } from 'react';
import { Button, TextInput } from '@mantine/core';
import { thousands } from '@/core/format';
import { Failure } from '@/ui/Failure/Failure';
import { Notice } from '@/ui/Notice/Notice';
import { Panel } from '@/ui/Panel/Panel';
import { ServiceName } from '@/ui/ServiceName/ServiceName';
import { usePreviewMasking, type Candidate, type Previewed } from './api';
import { Marked } from './Marked';
import styles from './Masking.module.css';

const FIRST: Candidate = { name: 'order_number', pattern: String.raw`order \d+`, field: '', query: '' };
const SHOWN_LINES = 20;

/** What a rule nobody has set yet would take out of the records that are there. Nothing is changed. */
export function PreviewRule() {
  const [candidate, setCandidate] = useState(FIRST);
  const preview = usePreviewMasking();
  const field = (name: keyof Candidate) => ({ value: candidate[name], onChange: (event: { currentTarget: { value: string } }) => setCandidate({ ...candidate, [name]: event.currentTarget.value }) });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    preview.mutate(candidate);
  };
  return (
    <Panel title="What would be masked" note="a rule tried on the newest thousand records of the last hour; nothing is changed">
      <form className={styles.candidate} onSubmit={submit}>
        <TextInput size="xs" label="Rule" {...field('name')} spellCheck={false} />
        <TextInput size="xs" label="Finds (regular expression)" classNames={{ input: styles.code }} {...field('pattern')} spellCheck={false} />
        <TextInput size="xs" label="Or the whole value of a field" placeholder="customer.*" classNames={{ input: styles.code }} {...field('field')} spellCheck={false} />
        <TextInput size="xs" label="In records found by" placeholder="all records" classNames={{ input: styles.code }} {...field('query')} spellCheck={false} />
        <Button size="xs" variant="default" type="submit" loading={preview.isPending} disabled={!candidate.pattern && !candidate.field}>
          Preview
        </Button>
      </form>
      {preview.error && <Failure error={preview.error} onRetry={() => preview.variables && preview.mutate(preview.variables)} />}
      {preview.data && <Found found={preview.data} />}
    </Panel>
  );
}

function Found({ found }: { found: Previewed }) {
  const { looked_at, lines, counts, notices } = found;
  const matches = counts.reduce((sum, count) => sum + count.matches, 0);
  const records = counts.reduce((sum, count) => sum + count.lines, 0);
  const services = [...new Set(counts.map(({ service }) => service))].filter(Boolean);
  return (
    <div className={styles.outcome} role="status" aria-label="What would be masked">
      {notices.map((text) => <Notice key={text} tone="warning" text={text} />)}
      <p className={styles.verdict}>
        {matches === 0 ? `Nothing: ${thousands(looked_at)} records would stay as they are.` : `${thousands(matches)} ${matches === 1 ? 'find' : 'finds'} in ${thousands(records)} of ${thousands(looked_at)} records${services.length > 0 ? ` of ${services.join(', ')}` : ''}.`}
      </p>
      <ul className={styles.lines}>
        {lines.slice(0, SHOWN_LINES).map(({ service, before, after, found: places }, i) => (
          <li key={i}>
            <ServiceName name={service} />
            <span className={styles.value}>
              <Marked text={before} found={places.filter(({ attribute }) => attribute === null)} />
            </span>
            <span className={styles.value} data-stored>
              {after === before ? `in ${[...new Set(places.map(({ attribute }) => attribute))].join(', ')}` : after}
            </span>
          </li>
        ))}
      </ul>
      {lines.length > SHOWN_LINES && <p className={styles.more}>The first {SHOWN_LINES} of them are shown.</p>}
    </div>
  );
}
