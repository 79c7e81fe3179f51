import { type ComponentType, type KeyboardEvent } from 'react';
import { IconAbc, IconAlignLeft, IconChartBar, IconChartDonut, IconChartHistogram, IconChartLine, IconGauge, IconGridDots, IconLayoutList, IconNumber123, IconSitemap, IconTable, IconTimeline } from '@tabler/icons-react';
import type { PanelType } from '../../../model/dashboard';
import { Fold } from '../controls/Fold';
import { Setting } from '../controls/Setting';
import { withOptions, type PartProps } from './props';
import styles from '../controls/Editor.module.css';

type Icon = ComponentType<{ size?: number; stroke?: number }>;

export const TYPES: readonly (readonly [PanelType, string, Icon])[] = [
  ['timeseries', 'Time series', IconChartLine],
  ['stat', 'Stat', IconNumber123],
  ['gauge', 'Gauge', IconGauge],
  ['bar', 'Bars and pies', IconChartBar],
  ['table', 'Table', IconTable],
  ['heatmap', 'Heatmap', IconGridDots],
  ['histogram', 'Histogram', IconChartHistogram],
  ['state-timeline', 'States', IconTimeline],
  ['logs', 'Logs', IconAlignLeft],
  ['traces', 'Traces', IconSitemap],
  ['text', 'Text', IconAbc],
];

const SHAPES = [
  ['bars', 'Bars', IconLayoutList],
  ['pie', 'Pie', IconChartDonut],
  ['donut', 'Donut', IconChartDonut],
] as const;

const STEPS: Record<string, number> = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };

/** What the panel is, by its picture. What another type does not read is kept for the way back. */
export function TypeFold({ panel, onChange }: PartProps) {
  return (
    <Fold title="Type" open note={TYPES.find(([type]) => type === panel.type)?.[1]}>
      <Setting words={`type visualisation ${TYPES.map(([, name]) => name).join(' ')}`}>
        <Pictures label="Type" choices={TYPES} value={panel.type} onChange={(type) => onChange({ ...panel, type })} />
      </Setting>
      {panel.type === 'bar' && (
        <Setting words="shape bars pie donut">
          <Pictures label="Shape" choices={SHAPES} value={panel.options.shape} onChange={(shape) => onChange(withOptions(panel, { shape }))} />
        </Setting>
      )}
    </Fold>
  );
}

type PicturesProps<Value extends string> = { label: string; choices: readonly (readonly [Value, string, Icon])[]; value: Value; onChange: (value: Value) => void };

/** One of several, by pictures. One tab stop; arrows choose. */
function Pictures<Value extends string>({ label, choices, value, onChange }: PicturesProps<Value>) {
  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>) => {
    const by = STEPS[event.key];
    if (by === undefined) return;
    event.preventDefault();
    const at = (choices.findIndex(([name]) => name === value) + by + choices.length) % choices.length;
    onChange(choices[at]![0]);
    event.currentTarget.querySelectorAll<HTMLElement>('[role=radio]')[at]?.focus();
  };
  return (
    <div className={styles.types} role="radiogroup" aria-label={label} onKeyDown={onKeyDown}>
      {choices.map(([name, text, Picture]) => (
        <button key={name} type="button" role="radio" aria-checked={name === value} tabIndex={name === value ? 0 : -1} className={styles.type} onClick={() => onChange(name)}>
          <Picture size={20} stroke={1.5} />
          {text}
        </button>
      ))}
    </div>
  );
}
