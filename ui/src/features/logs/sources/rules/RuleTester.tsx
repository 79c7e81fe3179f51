import { useState, type FormEvent } from 'react';
import { Button, Textarea } from '@mantine/core';
import { Failure } from '@/ui/Failure/Failure';
import { Notice } from '@/ui/Notice/Notice';
import { Panel } from '@/ui/Panel/Panel';
import { useRuleTrial, type RulesAnswer, type Trial } from '../api';
import { TriedLines } from './TriedLines';
import styles from './Rules.module.css';

const PATTERN = '%{IP:client.address} %{WORD:http.method} %{NOTSPACE:http.path} took %{NUMBER:duration_ms} ms';
const LINES = '10.0.0.7 GET /checkout took 182 ms\n10.0.0.9 POST /login took 12 ms\nworker started';
const MOST_LINES = 200;

/** A pattern on lines of one's own: which it reads, and what out of them. */
export function RuleTester({ rules }: { rules: RulesAnswer['parse'] }) {
  const [kind, setKind] = useState<Trial['kind']>('grok');
  const [pattern, setPattern] = useState(PATTERN);
  const [text, setText] = useState(LINES);
  const trial = useRuleTrial();
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    trial.mutate({ kind, pattern, lines: lines.slice(0, MOST_LINES) });
  };
  return (
    <Panel title="Try a pattern" note="nothing of this is stored">
      <form className={styles.form} onSubmit={submit}>
        <div className={styles.kinds}>
          <label className={styles.kind}>
            Kind
            <select className={styles.select} value={kind} onChange={({ target }) => setKind(target.value as Trial['kind'])}>
              <option value="grok">Grok: %&#123;IP:client.address&#125;</option>
              <option value="regex">Regular expression: (?P&lt;field&gt;…)</option>
            </select>
          </label>
          {rules.length > 0 && (
            <label className={styles.kind}>
              Begin with
              <select
                className={styles.select}
                value=""
                onChange={({ target }) => {
                  const rule = rules.find(({ name }) => name === target.value);
                  if (!rule) return;
                  setKind(rule.kind);
                  setPattern(rule.pattern);
                }}
              >
                <option value="">a rule in force…</option>
                {rules.map(({ name }) => (
                  <option key={name}>{name}</option>
                ))}
              </select>
            </label>
          )}
        </div>
        <Textarea size="xs" label="Pattern" autosize minRows={2} maxRows={6} value={pattern} onChange={({ currentTarget }) => setPattern(currentTarget.value)} spellCheck={false} />
        <Textarea size="xs" label={`Lines, at most ${MOST_LINES}`} rows={5} value={text} onChange={({ currentTarget }) => setText(currentTarget.value)} spellCheck={false} />
        <Button size="xs" type="submit" loading={trial.isPending} disabled={pattern.trim() === '' || lines.length === 0} className={styles.submit}>
          Read the lines
        </Button>
      </form>
      {trial.error && <Failure error={trial.error} onRetry={() => trial.variables && trial.mutate(trial.variables)} />}
      {trial.data?.error && <Notice tone="error" text={trial.data.error} />}
      {trial.data && !trial.data.error && <TriedLines lines={trial.data.lines} sent={trial.variables?.lines ?? []} />}
    </Panel>
  );
}
