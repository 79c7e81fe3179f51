import { useState } from 'react';
import { Modal } from '@mantine/core';
import { CodeBlock } from '@/ui/CodeBlock/CodeBlock';
import { JsonTree } from '@/ui/JsonTree/JsonTree';
import type { Json } from '@/ui/JsonTree/rows';
import { PageTabs } from '@/ui/PageTabs/PageTabs';
import type { PanelAnswer } from '../data/usePanelData';
import type { Panel } from '../model/dashboard';
import { leanPanel } from '../model/lean';
import styles from './Inspect.module.css';

const TABS = [{ value: 'queries', label: 'Queries' }, { value: 'data', label: 'Data' }, { value: 'json', label: 'Panel JSON' }] as const;
type Tab = (typeof TABS)[number]['value'];

/** How a panel comes to show what it shows: the queries as they were asked, what they answered, and its part of the document. */
export function Inspect({ panel, name, answer, onClose }: { panel: Panel; name: string; answer: PanelAnswer; onClose: () => void }) {
  const [tab, setTab] = useState<Tab>('queries');
  const { data, asked, notices } = answer;
  return (
    <Modal opened onClose={onClose} title={`Inspect ${name}`} size={760} transitionProps={{ duration: 80 }} closeButtonProps={{ 'aria-label': 'Close' }}>
      <PageTabs label="What to inspect" tabs={TABS} value={tab} onChange={setTab} />
      <div className={styles.content}>
        {tab === 'queries' && (
          <>
            {data && (
              <p className={styles.facts}>
                {data.series.length} series, a point every {data.range.step} s
                {[...data.problems.map(({ ref, message }) => `${ref}: ${message}`), ...notices].map((text) => (
                  <span key={text} className={styles.said}>{text}</span>
                ))}
              </p>
            )}
            {asked.length === 0 && <p className={styles.facts}>The panel asks nothing.</p>}
            {asked.map(({ ref, text, language }) => (
              <div key={ref}>
                <p className={styles.ref}>{ref} · {language}</p>
                <CodeBlock label={`Query ${ref}`} code={text} />
              </div>
            ))}
          </>
        )}
        {tab === 'data' && <JsonTree label="the data" value={(data ?? null) as unknown as Json} />}
        {tab === 'json' && <CodeBlock label="The panel’s JSON" code={JSON.stringify(leanPanel(panel), null, 2)} />}
      </div>
    </Modal>
  );
}
