import { useMemo } from 'react';
import { CopyButton } from '@/ui/CopyButton/CopyButton';
import { isFrame, parseStack } from './parseStack';
import { StackTrace } from './StackTrace';
import styles from './CodeView.module.css';

type Props = {
  label: string;
  code: string;
  /** The number of the first line; without it lines have none. */
  firstLine?: number;
  /** The line (by its number) that matters. */
  markedLine?: number;
};

/** Code to read. A stack trace in it shows the program's own frames and folds those of libraries. */
export function CodeView({ label, code, firstLine, markedLine }: Props) {
  const parts = useMemo(() => parseStack(code), [code]);
  return (
    <div className={styles.view} role="group" aria-label={label}>
      {parts.some(isFrame) ? <StackTrace parts={parts} /> : <Lines code={code} firstLine={firstLine} markedLine={markedLine} />}
      <CopyButton quiet iconOnly value={code} label={`Copy ${label.toLowerCase()}`} className={styles.copy} />
    </div>
  );
}

function Lines({ code, firstLine, markedLine }: Omit<Props, 'label'>) {
  return (
    <pre className={styles.code} data-numbered={firstLine !== undefined || undefined}>
      {code
        .replace(/\n$/, '')
        .split('\n')
        .map((line, i) => (
          <span key={i} className={styles.line} data-number={firstLine === undefined ? undefined : firstLine + i} data-marked={(firstLine !== undefined && firstLine + i === markedLine) || undefined}>
            {line || ' '}
          </span>
        ))}
    </pre>
  );
}
