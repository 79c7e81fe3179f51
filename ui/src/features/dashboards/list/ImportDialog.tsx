import { useRef, useState, type DragEvent } from 'react';
import { Button, Checkbox, Modal, Textarea, TextInput } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { describeError } from '@/api/problem';
import { dashboardLink } from '@/core/links';
import { Notice } from '@/ui/Notice/Notice';
import { useDashboardChanges, type Imported } from '../data/api';
import { ImportResult } from './ImportResult';
import dialog from '../edit/Dialog.module.css';
import styles from './ImportDialog.module.css';

type Document = Record<string, unknown>;
type Props = {
  /** The ids there are, and where each comes from. */
  taken: ReadonlyMap<string, string>;
  onClose: () => void;
};

const MOST_BYTES = 5_000_000;

/** Takes a document of Grafana's or ours: first what would come of it, then the dashboard. */
export function ImportDialog({ taken, onClose }: Props) {
  const { take } = useDashboardChanges();
  const navigate = useNavigate();
  const [text, setText] = useState('');
  const [document, setDocument] = useState<Document | null>(null);
  const [result, setResult] = useState<Imported | null>(null);
  const [folder, setFolder] = useState('');
  const [uid, setUid] = useState('');
  const [overwrite, setOverwrite] = useState(false);
  const [working, setWorking] = useState(false);
  const [problem, setProblem] = useState<string>();
  const file = useRef<HTMLInputElement>(null);

  const run = async (work: () => Promise<void>) => {
    setWorking(true);
    setProblem(undefined);
    try {
      await work();
    } catch (error) {
      setProblem(describeError(error).detail ?? describeError(error).title);
    } finally {
      setWorking(false);
    }
  };
  const look = (content: string) =>
    run(async () => {
      const parsed = read(content);
      const found = await take({ document: parsed, folder: '', dry_run: true, overwrite: true });
      setDocument(parsed);
      setResult(found);
      setUid(found.dashboard.uid);
    });
  const readFile = (chosen: File | undefined) => {
    if (!chosen) return;
    if (chosen.size > MOST_BYTES) return setProblem('The file is larger than 5 MB: that is no dashboard anybody could look at.');
    void chosen.text().then((content) => {
      setText(content);
      return look(content);
    });
  };
  const save = () =>
    run(async () => {
      const made = await take({ document: document!, folder, uid, overwrite, dry_run: false });
      void navigate(dashboardLink(made.dashboard.uid));
    });
  const onDrop = (event: DragEvent) => {
    event.preventDefault();
    readFile(event.dataTransfer.files[0]);
  };
  const there = taken.get(uid);
  return (
    <Modal opened onClose={onClose} title="Import a dashboard" size={680} transitionProps={{ duration: 80 }} closeButtonProps={{ 'aria-label': 'Close' }}>
      <div className={dialog.form}>
        {problem && <Notice tone="error" text={problem} />}
        {result === null ? (
          <div className={dialog.form} onDragOver={(event) => event.preventDefault()} onDrop={onDrop}>
            <p className={dialog.text}>
              JSON that Grafana exported, of any age, or a dashboard of ours. Drop a file here, or paste its content. Nothing is saved before you have seen what becomes of it.
            </p>
            <Textarea aria-label="The dashboard as JSON" placeholder="{ … }" size="xs" minRows={10} maxRows={10} autosize spellCheck={false} classNames={{ input: styles.code }} value={text} onChange={(event) => setText(event.currentTarget.value)} data-autofocus />
            <input ref={file} type="file" accept=".json,application/json" hidden aria-label="File" onChange={(event) => readFile(event.currentTarget.files?.[0])} />
            <div className={dialog.actions}>
              <Button variant="default" size="xs" onClick={() => file.current?.click()}>Choose a file</Button>
              <Button size="xs" loading={working} disabled={text.trim() === ''} onClick={() => void look(text)}>See what becomes of it</Button>
            </div>
          </div>
        ) : (
          <>
            <ImportResult result={result} />
            <div className={styles.row}>
              <TextInput label="Folder" placeholder="Top level" value={folder} maxLength={200} onChange={(event) => setFolder(event.currentTarget.value)} />
              <TextInput label="Id" description="part of its address" value={uid} maxLength={64} spellCheck={false} error={/^[\w-]{1,64}$/.test(uid) ? undefined : 'Letters, digits, - and _'} onChange={(event) => setUid(event.currentTarget.value)} />
            </div>
            {there === 'stored' && <Checkbox size="xs" label="A dashboard with this id is there: save over it as its next version" checked={overwrite} onChange={(event) => setOverwrite(event.currentTarget.checked)} />}
            {(there === 'shipped' || there === 'file') && <Notice tone="warning" text="A dashboard with this id is there and can’t be changed: choose another id." />}
            <div className={dialog.actions}>
              <Button variant="default" size="xs" onClick={() => setResult(null)}>Back</Button>
              <Button size="xs" loading={working} disabled={there === 'shipped' || there === 'file' || (there === 'stored' && !overwrite)} onClick={() => void save()}>Import</Button>
            </div>
          </>
        )}
      </div>
    </Modal>
  );
}

function read(text: string): Document {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new Error(`This is no JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new Error('This is no dashboard: it should be an object, { … }.');
  return value as Document;
}
