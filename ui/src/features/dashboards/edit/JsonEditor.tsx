import { useEffect, useState } from 'react';
import { Button } from '@mantine/core';
import { ApiError, describeError } from '@/api/problem';
import { Notice } from '@/ui/Notice/Notice';
import { useDashboardChanges } from '../data/api';
import type { Dashboard } from '../model/dashboard';
import { lean } from '../model/lean';
import { useBoard } from '../view/BoardContext';
import type { Draft } from './useDraft';
import styles from './JsonEditor.module.css';

/** The document as text, without what is as it is by default. The server says what it can't use; what it can is taken into the draft. */
export function JsonEditor({ draft }: { draft: Draft }) {
  const { mayEdit, patch } = useBoard();
  const { take } = useDashboardChanges();
  const { dashboard } = draft;
  const [text, setText] = useState(() => written(dashboard));
  const [began, setBegan] = useState(dashboard);
  const [problem, setProblem] = useState<string>();
  const [working, setWorking] = useState(false);
  const typed = text !== written(began);
  useEffect(() => {
    // What is changed elsewhere shows here too, unless somebody types here.
    if (typed || began === dashboard) return;
    setBegan(dashboard);
    setText(written(dashboard));
  }, [typed, began, dashboard]);

  const apply = async () => {
    setProblem(undefined);
    const document = parsed(text);
    if (typeof document === 'string') return setProblem(document);
    setWorking(true);
    try {
      const { dashboard: read } = await take({ document, folder: '', uid: dashboard.uid, overwrite: true, dry_run: true });
      setBegan(read);
      setText(written(read));
      draft.change(() => read);
      patch({ edit: '1' }, true);
    } catch (error) {
      setProblem(error instanceof ApiError ? (Object.values(error.fields).join('\n') || error.detail || error.title) : describeError(error).title);
    } finally {
      setWorking(false);
    }
  };
  return (
    <div className={styles.editor}>
      {problem && <Notice tone="error" text={problem} />}
      <textarea className={styles.text} aria-label="The dashboard as JSON" value={text} readOnly={!mayEdit} onChange={(event) => setText(event.target.value)} spellCheck={false} />
      {mayEdit && (
        <div className={styles.actions}>
          <Button size="xs" variant="default" disabled={!typed} onClick={() => { setText(written(dashboard)); setBegan(dashboard); setProblem(undefined); }}>Reset</Button>
          <Button size="xs" disabled={!typed} loading={working} onClick={() => void apply()}>Check and apply</Button>
        </div>
      )}
    </div>
  );
}

const written = (dashboard: Dashboard): string => JSON.stringify(lean(dashboard), null, 2);

/** The document, or why the text is none. */
function parsed(text: string): Record<string, unknown> | string {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : 'A dashboard is an object: { … }.';
  } catch (error) {
    return `This is no JSON: ${error instanceof Error ? error.message : String(error)}`;
  }
}
