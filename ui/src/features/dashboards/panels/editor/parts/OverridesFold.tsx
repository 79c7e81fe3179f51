import { Autocomplete, NativeSelect } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { Control } from '@/ui/Control/Control';
import { blankValues } from '../../../model/blank';
import type { Override } from '../../../model/dashboard';
import type { PanelData } from '../../../model/frames';
import { matches } from '../../reduce/overrides';
import { tableOf } from '../../table/tableOf';
import { Fold } from '../controls/Fold';
import { replaced, RowTools } from '../controls/RowTools';
import { Setting } from '../controls/Setting';
import { MappingsField } from './MappingsField';
import type { PartProps } from './props';
import { ThresholdsField } from './ThresholdsField';
import { ValuesFields } from './ValuesFields';
import styles from '../controls/Editor.module.css';

const WAYS = [{ value: 'name', label: 'Series called' }, { value: 'regex', label: 'Series like' }, { value: 'query', label: 'Of query' }] as const;

/** What is different for some series. Later ones count before earlier ones. */
export function OverridesFold({ panel, onChange, data }: PartProps & { data: PanelData | undefined }) {
  const { overrides } = panel;
  const set = (next: Override[]) => onChange({ ...panel, overrides: next });
  const series = data?.series ?? [];
  const columns = panel.type === 'table' ? tableOf({ ...panel, overrides: [], options: { ...panel.options, hidden_columns: [] } }, series).columns.map(({ name }) => name) : [];
  const names = [...new Set([...columns, ...series.map(({ name }) => name)])];
  const choices = { name: names, regex: [], query: panel.queries.map(({ ref }) => ref) };
  return (
    <Fold title="Overrides" note={overrides.length > 0 ? String(overrides.length) : undefined}>
      {overrides.map((override, at) => {
        const count = series.filter((each) => matches(override, each)).length;
        const values = (change: Partial<Override['values']>) => set(replaced(overrides, at, { values: { ...override.values, ...change } }));
        return (
          <div key={at} className={styles.card} role="group" aria-label={`Override ${at + 1}`}>
            <Setting words={`override ${override.match} series query`} className={styles.row}>
              <NativeSelect size="xs" aria-label={`How override ${at + 1} finds series`} data={[...WAYS]} value={override.by} onChange={({ target }) => set(replaced(overrides, at, { by: WAYS.find(({ value }) => value === target.value)!.value }))} />
              <Autocomplete size="xs" aria-label={`What override ${at + 1} is for`} data={[...choices[override.by]]} limit={50} value={override.match} onChange={(match) => set(replaced(overrides, at, { match }))} />
              <RowTools name={`override ${at + 1}`} items={overrides} at={at} onChange={set} />
            </Setting>
            {data && panel.type !== 'table' && <p className={styles.hint}>{count === 0 ? 'No series now' : count === 1 ? '1 series' : `${count} series`}</p>}
            <ValuesFields values={override.values} onChange={values} ofSeries />
            <ThresholdsField values={override.values} onChange={values} />
            <MappingsField mappings={override.values.mappings} onChange={(mappings) => values({ mappings })} />
          </div>
        );
      })}
      <Setting words="override add">
        <Control onClick={() => set([...overrides, { by: 'name', match: names[0] ?? '', values: blankValues() }])}>
          <IconPlus size={13} aria-hidden="true" /> Override
        </Control>
      </Setting>
    </Fold>
  );
}
