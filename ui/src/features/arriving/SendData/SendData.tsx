import { useState } from 'react';
import { SegmentedControl } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { useStatus } from '@/api/useStatus';
import { CodeBlock } from '@/ui/CodeBlock/CodeBlock';
import { Control } from '@/ui/Control/Control';
import { Panel } from '@/ui/Panel/Panel';
import { otlpEndpoint } from './endpoint';
import { snippets } from './snippets';
import styles from './SendData.module.css';

type Props = {
  /** Why the page waits for data; undefined when it is flowing and somebody asked for this panel. */
  waiting?: string;
  onClose: () => void;
};

/** How to get data in: lines to paste, with this server's address in them. */
export function SendData({ waiting, onClose }: Props) {
  const { data } = useStatus();
  const options = snippets(otlpEndpoint(data?.listeners.otlp_http, window.location));
  const [chosen, setChosen] = useState('python');
  const snippet = options.find(({ value }) => value === chosen) ?? options[0]!;
  const close = (
    <Control quiet aria-label="Close" onClick={onClose}>
      <IconX size={14} />
    </Control>
  );
  return (
    <Panel title="Send your data" note={waiting} actions={waiting ? undefined : close}>
      <div className={styles.body}>
        <div className={styles.choice}>
          <SegmentedControl value={chosen} onChange={setChosen} data={options.map(({ value, label }) => ({ value, label }))} aria-label="Kind of sender" />
          <span className={styles.hint}>{snippet.hint}</span>
        </div>
        <CodeBlock label={`Lines for ${snippet.label}`} code={snippet.code} />
        {waiting && (
          <p className={styles.waiting} role="status">
            <span className={styles.dot} />
            Waiting for the first record. This page fills the moment it arrives.
          </p>
        )}
      </div>
    </Panel>
  );
}
