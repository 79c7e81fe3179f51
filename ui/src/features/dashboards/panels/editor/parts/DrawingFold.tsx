import type { ReactNode } from 'react';
import { TagsInput } from '@mantine/core';
import type { Calculation, Panel } from '../../../model/dashboard';
import type { PanelData } from '../../../model/frames';
import { tableOf } from '../../table/tableOf';
import { ChoiceField } from '../controls/ChoiceField';
import { FlagField } from '../controls/FlagField';
import { Fold } from '../controls/Fold';
import { NumberField } from '../controls/NumberField';
import { Setting } from '../controls/Setting';
import { TextField } from '../controls/TextField';
import { CALCULATION_NAMES } from './calculations';
import { withOptions, type PartProps } from './props';
import { RenamedColumns } from './RenamedColumns';
import styles from '../controls/Editor.module.css';

type Props = PartProps & { data: PanelData | undefined };

/** How this type is drawn. */
export function DrawingFold(props: Props) {
  const Part = PARTS[props.panel.type];
  return Part ? (
    <Fold title="Drawing" open>
      <Part {...props} />
    </Fold>
  ) : null;
}

const setter =
  ({ panel, onChange }: PartProps) =>
  (options: Partial<Panel['options']>) =>
    onChange(withOptions(panel, options));

function Lines(props: Props) {
  const { options } = props.panel;
  const set = setter(props);
  return (
    <>
      <ChoiceField label="Draw" value={options.draw} choices={[['lines', 'Lines'], ['bars', 'Bars'], ['points', 'Points']]} onChange={(draw) => set({ draw })} />
      <ChoiceField label="Stack" value={options.stack} choices={[['none', 'No'], ['normal', 'Values'], ['percent', 'Shares']]} onChange={(stack) => set({ stack })} words="percent normal" />
      <div className={styles.pair}>
        <NumberField label="Fill, in percent" value={options.fill} least={0} most={100} whole onChange={(fill) => set({ fill: fill ?? 0 })} words="area opacity" />
        <NumberField label="Width of lines, in px" value={options.line_width} least={0} most={10} onChange={(width) => set({ line_width: width ?? 1 })} />
      </div>
      <div className={styles.pair}>
        <ChoiceField label="Axis" value={String(options.log_base) as '0' | '2' | '10'} choices={[['0', 'Linear'], ['2', 'Log 2'], ['10', 'Log 10']]} onChange={(base) => set({ log_base: base === '2' ? 2 : base === '10' ? 10 : 0 })} words="scale logarithmic" />
        <TextField label="Name of the axis" value={options.axis_label} onChange={(label) => set({ axis_label: label })} />
      </div>
      <FlagField label="Values hold until the next one (steps)" value={options.steps} onChange={(steps) => set({ steps })} words="interpolation" />
      <FlagField label="Lines go on over gaps" value={options.connect_gaps} onChange={(connect) => set({ connect_gaps: connect })} words="null missing connect" />
      <FlagField label="Thresholds as lines" value={options.show_thresholds} onChange={(shown) => set({ show_thresholds: shown })} words="limits" />
    </>
  );
}

function Calculated(props: Props) {
  const { options } = props.panel;
  const set = setter(props);
  return (
    <>
      <ChoiceField<Calculation> label="Value" value={options.calculation} choices={CALCULATION_NAMES} onChange={(calculation) => set({ calculation })} words="calculation reduce" />
      <FlagField label="Every sample instead" value={options.all_values} onChange={(all) => set({ all_values: all })} />
      {options.all_values && <NumberField label="At most" value={options.row_limit} least={1} most={10_000} whole onChange={(limit) => set({ row_limit: limit })} words="limit" />}
      <ChoiceField label="Direction" value={options.orientation} choices={[['auto', 'Auto'], ['horizontal', 'Lying'], ['vertical', 'Standing']]} onChange={(orientation) => set({ orientation })} words="orientation horizontal vertical" />
    </>
  );
}

function Stat(props: Props) {
  const { options } = props.panel;
  const set = setter(props);
  return (
    <>
      <Calculated {...props} />
      <ChoiceField label="Colour" value={options.colour_by} choices={[['value', 'Number'], ['background', 'Background'], ['none', 'None']]} onChange={(by) => set({ colour_by: by })} />
      <ChoiceField label="Says" value={options.shows} choices={[['auto', 'Number'], ['name', 'Name'], ['both', 'Both'], ['value', 'No name']]} onChange={(shows) => set({ shows })} words="text mode name value" />
      <FlagField label="Line below the number" value={options.sparkline} onChange={(sparkline) => set({ sparkline })} words="sparkline graph" />
    </>
  );
}

function Table(props: Props) {
  const { panel, data } = props;
  const { options } = panel;
  const set = setter(props);
  const bare = { ...panel, options: { ...options, hidden_columns: [], renamed_columns: {}, columns: [] } };
  const columns = data ? tableOf(bare, data.series).columns : [];
  const names = [...new Set(columns.map(({ name }) => name))];
  const sortable = [...new Set([...columns.map(({ title }) => title), ...Object.values(options.renamed_columns), options.sort_by])].filter(Boolean);
  return (
    <>
      <Setting words="columns left out hidden exclude">
        <TagsInput size="xs" label="Columns left out" data={names} value={options.hidden_columns} onChange={(hidden) => set({ hidden_columns: hidden })} />
      </Setting>
      <Setting words="columns order first organize">
        <TagsInput size="xs" label="Columns in this order" data={names} value={options.columns} onChange={(order) => set({ columns: order })} />
      </Setting>
      <RenamedColumns names={names} renamed={options.renamed_columns} onChange={(renamed) => set({ renamed_columns: renamed })} />
      <div className={styles.pair}>
        <ChoiceField label="Sorted by" value={options.sort_by} choices={[['', 'As they come'], ...sortable.map((title) => [title, title] as const)]} onChange={(by) => set({ sort_by: by })} />
        <NumberField label="Rows at most" value={options.row_limit} least={1} most={10_000} whole onChange={(limit) => set({ row_limit: limit })} words="limit" />
      </div>
      <FlagField label="Largest first" value={options.sort_descending} onChange={(descending) => set({ sort_descending: descending })} words="descending sort" />
      <FlagField label="Rows of all queries together" value={options.merge_values} onChange={(merge) => set({ merge_values: merge })} words="merge join" />
    </>
  );
}

function States(props: Props) {
  return <FlagField label="Equal neighbours are one" value={props.panel.options.merge_values} onChange={(merge) => setter(props)({ merge_values: merge })} words="merge" />;
}

function Records(props: Props) {
  const { options, type } = props.panel;
  const set = setter(props);
  return (
    <>
      <NumberField label="At most" value={options.row_limit} least={1} most={type === 'logs' ? 1000 : 200} whole placeholder={type === 'logs' ? '100' : '50'} onChange={(limit) => set({ row_limit: limit })} words="limit lines traces" />
      {type === 'logs' && (
        <>
          <FlagField label="Newest first" value={options.newest_first} onChange={(newest) => set({ newest_first: newest })} words="order sort" />
          <FlagField label="Long lines go on below" value={options.wrap} onChange={(wrap) => set({ wrap })} words="wrap" />
        </>
      )}
    </>
  );
}

const PARTS: Partial<Record<Panel['type'], (props: Props) => ReactNode>> = {
  timeseries: Lines, stat: Stat, gauge: Calculated, bar: Calculated, table: Table, 'state-timeline': States, logs: Records, traces: Records,
};
