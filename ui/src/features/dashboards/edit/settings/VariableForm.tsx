import { Checkbox, NativeSelect, Textarea, TextInput } from '@mantine/core';
import type { ResolvedVariable } from '../../model/choices';
import type { Variable } from '../../model/dashboard';
import styles from './Settings.module.css';

const KINDS: { value: Variable['kind']; label: string }[] = [
  { value: 'query', label: 'Query: from the metrics' }, { value: 'custom', label: 'Custom: a list' }, { value: 'interval', label: 'Interval: durations' },
  { value: 'text', label: 'Text: typed in' }, { value: 'constant', label: 'Constant: fixed' },
];
const SORTS: { value: Variable['sort']; label: string }[] = [
  { value: '', label: 'as they come' }, { value: 'alphabetical', label: 'A to Z' }, { value: 'alphabetical-descending', label: 'Z to A' },
  { value: 'numerical', label: 'smallest number first' }, { value: 'numerical-descending', label: 'largest number first' },
];
const NAME = /^[A-Za-z_]\w{0,63}$/;
const PREVIEWED = 60;

type Props = { variable: Variable; taken: boolean; resolved: ResolvedVariable | undefined; onChange: (variable: Variable) => void };

/** One variable, with what it gives to choose from now. */
export function VariableForm({ variable, taken, resolved, onChange }: Props) {
  const set = (changes: Partial<Variable>) => onChange({ ...variable, ...changes });
  const { kind, name } = variable;
  const listed = kind === 'query' || kind === 'custom';
  const problem = !NAME.test(name) ? 'Letters, digits and _' : taken ? 'Another variable has this name' : undefined;
  return (
    <div className={styles.fields}>
      <div className={styles.row}>
        <TextInput label="Name" value={name} error={problem} spellCheck={false} onChange={(event) => set({ name: event.currentTarget.value })} />
        <TextInput label="Label" placeholder={name} value={variable.label} onChange={(event) => set({ label: event.currentTarget.value })} />
      </div>
      <NativeSelect label="Kind" size="xs" value={kind} data={KINDS} onChange={(event) => set({ kind: event.currentTarget.value as Variable['kind'] })} />
      {kind === 'query' && (
        <>
          <Textarea label="Query" size="xs" autosize minRows={1} maxRows={5} spellCheck={false} placeholder="label_values(up, job)" description="label_values(metric, label), label_names(), metrics(pattern) or query_result(expression)" value={variable.query} onChange={(event) => set({ query: event.currentTarget.value })} />
          <div className={styles.row}>
            <TextInput label="Pattern" description="what of each value counts" spellCheck={false} value={variable.regex} onChange={(event) => set({ regex: event.currentTarget.value })} />
            <NativeSelect label="Order" description="of the choices" size="xs" value={variable.sort} data={SORTS} onChange={(event) => set({ sort: event.currentTarget.value as Variable['sort'] })} />
          </div>
        </>
      )}
      {(kind === 'custom' || kind === 'interval') && (
        <Textarea
          label="Choices, one a line"
          size="xs"
          autosize
          minRows={3}
          maxRows={8}
          spellCheck={false}
          description={kind === 'custom' ? 'text : value shows one and stands for the other' : 'auto is the step the chart has'}
          value={variable.options.join('\n')}
          onChange={(event) => set({ options: event.currentTarget.value.split('\n').slice(0, 1000) })}
        />
      )}
      {(kind === 'text' || kind === 'constant') && <TextInput label="Value" value={variable.current[0] ?? ''} onChange={(event) => set({ current: [event.currentTarget.value] })} />}
      <div className={styles.checks}>
        {listed && <Checkbox size="xs" label="Several at once" checked={variable.multiple} onChange={(event) => set({ multiple: event.currentTarget.checked })} />}
        {listed && <Checkbox size="xs" label="Offer All" checked={variable.include_all} onChange={(event) => set({ include_all: event.currentTarget.checked })} />}
        <Checkbox size="xs" label="Hidden" checked={variable.hidden} onChange={(event) => set({ hidden: event.currentTarget.checked })} />
      </div>
      {listed && variable.include_all && <TextInput label="All stands for" placeholder="every choice" spellCheck={false} value={variable.all_value} onChange={(event) => set({ all_value: event.currentTarget.value })} />}
      {resolved?.problem && <p className={styles.problem}>{resolved.problem}</p>}
      {resolved && !resolved.problem && kind !== 'text' && kind !== 'constant' && (
        <div className={styles.preview} aria-label="Choices now">
          {resolved.choices.length === 0 && 'Nothing to choose from in this time range.'}
          {resolved.choices.slice(0, PREVIEWED).map(({ text, value }) => <span key={value} className={styles.value}>{text}</span>)}
          {resolved.choices.length > PREVIEWED && `and ${resolved.choices.length - PREVIEWED} more`}
        </div>
      )}
    </div>
  );
}
