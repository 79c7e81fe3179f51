import { useState } from 'react';
import { Popover } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { isFieldName } from '@/core/search/spelling';
import { Control } from '@/ui/Control/Control';
import { searchFields } from '@/ui/QueryBar/vocabulary';
import { COUNT, OPERATIONS, type Measure, type Operation } from '../model/measures';
import styles from './TableBar.module.css';

const WORDS: Record<Exclude<Operation, 'count'>, string> = {
  unique: 'Different values', sum: 'Sum', avg: 'Average', min: 'Least', max: 'Most', p50: 'Median (p50)', p90: 'p90', p95: 'p95', p99: 'p99',
};
const OF_FIELDS = OPERATIONS.filter((op) => op !== 'count');

type Props = { counted: boolean; onChoose: (measure: Measure) => void };

/** One more figure of each group: what, and of which field. */
export function MeasureMenu({ counted, onChoose }: Props) {
  const [opened, setOpened] = useState(false);
  return (
    <Popover opened={opened} onChange={setOpened} position="bottom-start" width={260} trapFocus returnFocus>
      <Popover.Target>
        <Control quiet aria-label="Show another measure" aria-expanded={opened} aria-haspopup="dialog" title="Show another measure" onClick={() => setOpened(!opened)}>
          <IconPlus size={13} />
        </Control>
      </Popover.Target>
      <Popover.Dropdown p={0} aria-label="Another measure">
        {opened && (
          <Form
            counted={counted}
            onChoose={(measure) => {
              onChoose(measure);
              setOpened(false);
            }}
          />
        )}
      </Popover.Dropdown>
    </Popover>
  );
}

function Form({ counted, onChoose }: Props) {
  const [op, setOp] = useState<Exclude<Operation, 'count'>>('p95');
  const [field, setField] = useState('');
  const fields = useQuery({ queryKey: ['search', 'fields', 'logs', 'menu'], queryFn: () => searchFields('logs') });
  const wanted = field.trim();
  return (
    <form
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault();
        if (isFieldName(wanted)) onChoose({ op, field: wanted });
      }}
    >
      <label className={styles.label}>
        Measure
        <select className={styles.input} value={op} onChange={({ target }) => setOp(target.value as typeof op)}>
          {OF_FIELDS.map((each) => (
            <option key={each} value={each}>
              {WORDS[each as keyof typeof WORDS]}
            </option>
          ))}
        </select>
      </label>
      <label className={styles.label}>
        of the field
        <input className={styles.input} list="log-measure-fields" placeholder="duration_ms" data-autofocus value={field} onChange={({ target }) => setField(target.value)} />
        <datalist id="log-measure-fields">
          {fields.data?.map(({ name }) => <option key={name} value={name} />)}
        </datalist>
      </label>
      <span className={styles.buttons}>
        {!counted && <Control onClick={() => onChoose(COUNT)}>Count records</Control>}
        <Control type="submit" disabled={!isFieldName(wanted)}>
          Show
        </Control>
      </span>
    </form>
  );
}
