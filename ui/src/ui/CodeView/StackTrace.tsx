import { useMemo, useState } from 'react';
import { isFrame, type Frame, type StackPart } from './parseStack';
import styles from './CodeView.module.css';

const LAST_FOLDERS = 3;

/** A stack trace in the order it was written. Runs of library frames are one line until they are opened. */
export function StackTrace({ parts }: { parts: readonly StackPart[] }) {
  const runs = useMemo(() => runsOf(parts), [parts]);
  const [opened, setOpened] = useState<ReadonlySet<number>>(new Set());
  return (
    <div className={styles.stack}>
      {runs.map((run, i) =>
        !isLibraryRun(run) || opened.has(i) ? (
          run.map((part, at) => (isFrame(part) ? <FrameLine key={`${i}.${at}`} frame={part} /> : <Text key={`${i}.${at}`} text={part.text} />))
        ) : (
          <button key={i} type="button" className={styles.folded} onClick={() => setOpened(new Set([...opened, i]))}>
            {run.length === 1 ? '1 library frame' : `${run.length} library frames`}
          </button>
        ),
      )}
    </div>
  );
}

function FrameLine({ frame }: { frame: Frame }) {
  const { file, line, inApp, source } = frame;
  return (
    <div className={styles.frame} data-in-app={inApp || undefined}>
      <span className={styles.function}>{frame.function || '(anonymous)'}</span>{' '}
      <span className={styles.file} title={file}>
        {shortened(file)}
        {line && `:${line}`}
      </span>
      {inApp && source.length > 0 && <pre className={styles.source}>{source.join('\n')}</pre>}
    </div>
  );
}

function Text({ text }: { text: string }) {
  return text.trim() === '' ? null : <p className={styles.text}>{text}</p>;
}

/** Library frames after each other together, everything else for itself. */
function runsOf(parts: readonly StackPart[]): StackPart[][] {
  const runs: StackPart[][] = [];
  for (const part of parts) {
    const last = runs.at(-1);
    if (last && isLibraryRun(last) && isLibraryRun([part])) last.push(part);
    else runs.push([part]);
  }
  return runs;
}

const isLibraryRun = (run: readonly StackPart[]): boolean => run.every((part) => isFrame(part) && !part.inApp);

/** The end of a long path: that is what tells files apart. */
function shortened(file: string): string {
  const parts = file.split(/[\\/]/);
  return parts.length > LAST_FOLDERS + 1 ? `…/${parts.slice(-LAST_FOLDERS).join('/')}` : file;
}
