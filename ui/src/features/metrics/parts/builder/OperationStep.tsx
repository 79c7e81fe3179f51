import { NativeSelect, TagsInput } from '@mantine/core';
import { IconArrowLeft, IconX } from '@tabler/icons-react';
import { specOf } from '@/core/promql/builder/operations';
import type { Operation } from '@/core/promql/builder/query';
import { Control } from '@/ui/Control/Control';
import { useLabelNames } from '../../api';
import { ParameterField } from './ParameterField';
import styles from './OperationStep.module.css';

type Props = { operation: Operation; selector: string; onChange: (operation: Operation) => void; onEarlier?: () => void; onRemove: () => void };

/** One operation with its parameters; aggregations say by which labels. */
export function OperationStep({ operation, selector, onChange, onEarlier, onRemove }: Props) {
  const { id, parameters, grouping } = operation;
  const spec = specOf(id);
  return (
    <div className={styles.step} role="group" aria-label={`Operation ${id}`}>
      <code className={styles.name} title={spec?.help}>
        {id}
      </code>
      {spec?.parameters.map((parameter, i) => (
        <ParameterField key={parameter.name} parameter={parameter} value={parameters[i] ?? ''} onChange={(value) => onChange({ ...operation, parameters: parameters.with(i, value) })} />
      ))}
      {spec?.kind === 'aggregation' && (
        <Grouping
          selector={selector}
          without={grouping?.without ?? false}
          labels={grouping?.labels ?? []}
          onChange={(without, labels) => onChange({ ...operation, grouping: without || labels.length > 0 ? { without, labels } : undefined })}
        />
      )}
      {onEarlier && (
        <Control quiet aria-label={`Do ${id} earlier`} title="Earlier" onClick={onEarlier}>
          <IconArrowLeft size={12} />
        </Control>
      )}
      <Control quiet aria-label={`Remove ${id}`} title="Remove" onClick={onRemove}>
        <IconX size={13} />
      </Control>
    </div>
  );
}

/** As wide as its labels, with room to type one more. */
const ROOM_PX = 116;
const LETTER_PX = 6;
const PILL_PX = 34;

type GroupingProps = { selector: string; without: boolean; labels: string[]; onChange: (without: boolean, labels: string[]) => void };

function Grouping({ selector, without, labels, onChange }: GroupingProps) {
  const names = useLabelNames(selector);
  return (
    <>
      <NativeSelect className={styles.mode} size="xs" aria-label="Grouped" data={['by', 'without']} value={without ? 'without' : 'by'} onChange={({ target }) => onChange(target.value === 'without', labels)} />
      <TagsInput
        className={styles.labels}
        classNames={{ inputField: styles.typed }}
        style={{ width: ROOM_PX + labels.reduce((sum, label) => sum + label.length * LETTER_PX + PILL_PX, 0) }}
        size="xs"
        aria-label="Labels"
        comboboxProps={{ width: 280, position: 'bottom-start' }}
        placeholder={labels.length > 0 ? undefined : without ? 'no label' : 'all in one'}
        data={(names.data ?? []).filter((name) => name !== '__name__')}
        value={labels}
        onChange={(next) => onChange(without, next)}
      />
    </>
  );
}
