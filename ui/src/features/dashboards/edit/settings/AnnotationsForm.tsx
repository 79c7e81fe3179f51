import { Checkbox, NativeSelect, Textarea, TextInput } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { Control } from '@/ui/Control/Control';
import { blankAnnotation } from '../../model/blank';
import type { Annotation } from '../../model/dashboard';
import { useBoard, useDocument } from '../../view/BoardContext';
import { ItemTools } from './ItemTools';
import styles from './Settings.module.css';

const KINDS: { value: Annotation['kind']; label: string }[] = [
  { value: 'changes', label: 'What changed: versions, restarts, deployments' }, { value: 'alerts', label: 'Alerts that fire' }, { value: 'query', label: 'Samples of a query' },
];

/** What is marked on every chart. */
export function AnnotationsForm() {
  const { change } = useBoard();
  const dashboard = useDocument();
  const { annotations } = dashboard;
  const set = (next: Annotation[], joined?: string) => change((now) => ({ ...now, annotations: next }), joined);
  return (
    <div className={styles.fields}>
      {annotations.map((annotation, i) => {
        const put = (changes: Partial<Annotation>) => set(annotations.map((each, j) => (j === i ? { ...each, ...changes } : each)), `mark ${i}`);
        return (
          <div key={i} className={styles.card}>
            <div className={styles.head}>
              <span className={styles.name}>{annotation.name}</span>
              <ItemTools name={annotation.name} items={annotations} index={i} onChange={(next) => set(next)} />
            </div>
            <TextInput label="Name" value={annotation.name} onChange={(event) => put({ name: event.currentTarget.value })} />
            <NativeSelect label="Marks" size="xs" value={annotation.kind} data={KINDS} onChange={(event) => put({ kind: event.currentTarget.value as Annotation['kind'] })} />
            {annotation.kind === 'query' && <Textarea label="Query, in PromQL" description="a mark wherever it has a value other than 0" size="xs" autosize minRows={1} spellCheck={false} value={annotation.query} onChange={(event) => put({ query: event.currentTarget.value })} />}
            <Checkbox size="xs" label="Shown at first" checked={annotation.enabled} onChange={(event) => put({ enabled: event.currentTarget.checked })} />
          </div>
        );
      })}
      <Control onClick={() => set([...annotations, blankAnnotation(`Marks ${annotations.length + 1}`, 'query')])}>
        <IconPlus size={14} />
        Add marks
      </Control>
    </div>
  );
}
