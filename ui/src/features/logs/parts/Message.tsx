import { useMemo } from 'react';
import { CodeView } from '@/ui/CodeView/CodeView';
import { JsonTree } from '@/ui/JsonTree/JsonTree';
import { parseJson } from '@/ui/JsonTree/rows';
import styles from './RecordDrawer.module.css';

/** The message as it was sent: JSON can be looked into, stack traces fold the frames of libraries. The record's own stack follows. */
export function Message({ body, stack }: { body: string; stack: string | undefined }) {
  const json = useMemo(() => parseJson(body), [body]);
  const own = stack !== undefined && !body.includes(stack.trim());
  return (
    <>
      {json !== undefined ? (
        <div className={styles.json}>
          <JsonTree value={json} label="the message" />
        </div>
      ) : body.includes('\n') ? (
        <div className={styles.json}>
          <CodeView label="Message" code={body} />
        </div>
      ) : (
        <pre className={styles.body}>{body}</pre>
      )}
      {own && (
        <div className={styles.json}>
          <CodeView label="Stack trace" code={stack} />
        </div>
      )}
    </>
  );
}
