import { useState } from 'react';
import { Button, Popover } from '@mantine/core';
import { describeError } from '@/api/problem';
import { Notice } from '@/ui/Notice/Notice';
import { verifyAudit } from './api';
import { verdictOf, type Verdict } from './words';
import styles from './Verification.module.css';

type Result = Verdict & { notes: readonly string[] };

/** Checks the whole chain now and says in words what came out. */
export function Verification() {
  const [result, setResult] = useState<Result>();
  const [checking, setChecking] = useState(false);
  const check = async () => {
    setChecking(true);
    try {
      const answer = await verifyAudit();
      setResult({ ...verdictOf(answer), notes: answer.notes });
    } catch (error) {
      const { title, detail } = describeError(error);
      setResult({ tone: 'error', text: `Not checked: ${detail ?? title}`, notes: [] });
    } finally {
      setChecking(false);
    }
  };
  return (
    <Popover opened={result !== undefined} onChange={(opened) => !opened && setResult(undefined)} position="bottom-end" width={400} withRoles={false}>
      <Popover.Target>
        <Button size="xs" variant="default" loading={checking} onClick={() => void check()}>
          Verify the chain
        </Button>
      </Popover.Target>
      <Popover.Dropdown className={styles.result}>
        {result && <Notice tone={result.tone} text={result.text} />}
        {result?.notes.map((note) => (
          <p key={note} className={styles.note}>
            {note}
          </p>
        ))}
        <p className={styles.note}>The same, offline, on the server: sardonyx audit verify</p>
      </Popover.Dropdown>
    </Popover>
  );
}
