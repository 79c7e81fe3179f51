import { useEffect, useState } from 'react';
import { Checkbox, Popover, SegmentedControl, Select, TextInput } from '@mantine/core';
import { IconAdjustmentsHorizontal } from '@tabler/icons-react';
import { readDuration, writeDuration } from '@/core/promql/step';
import { Control } from '@/ui/Control/Control';
import { limitsOf, limitsText, type MetricsSearch, type useMetricsSearch } from '../search';
import styles from './DisplayOptions.module.css';

type Props = { search: MetricsSearch; patch: ReturnType<typeof useMetricsSearch>['patch']; minStep: number };

const UNITS = [
  { value: '', label: 'Guessed' },
  { value: 'short', label: 'Number' },
  { value: '/s', label: 'Per second' },
  { value: 's', label: 'Seconds' },
  { value: 'ms', label: 'Milliseconds' },
  { value: 'bytes', label: 'Bytes' },
  { value: 'bytes/s', label: 'Bytes per second' },
  { value: 'ratio', label: 'Share of 1' },
  { value: '%', label: 'Percent' },
];

/** How graphs are drawn, where the default does not fit. */
export function DisplayOptions({ search, patch, minStep }: Props) {
  const changed = [search.axis, search.step, search.unit, search.limits, search.graphs, search.exemplars].filter(Boolean).length;
  return (
    <Popover position="bottom-end" width={300} trapFocus returnFocus>
      <Popover.Target>
        <Control active={changed > 0} aria-label="Options" title="Axis, unit, limits, step">
          <IconAdjustmentsHorizontal size={14} aria-hidden="true" />
          {changed > 0 && changed}
        </Control>
      </Popover.Target>
      <Popover.Dropdown className={styles.options}>
        <div className={styles.field}>
          <span className={styles.label} id="metrics-axis">
            Value axis
          </span>
          <SegmentedControl
            aria-labelledby="metrics-axis"
            data={[
              { value: '', label: 'From 0' },
              { value: 'fit', label: 'Fit values' },
              { value: 'log', label: 'Logarithmic' },
            ]}
            value={search.axis ?? ''}
            onChange={(axis) => patch({ axis: axis === 'fit' || axis === 'log' ? axis : undefined }, true)}
          />
        </div>
        <Select
          size="xs"
          label="Unit"
          allowDeselect={false}
          comboboxProps={{ withinPortal: false }}
          data={search.unit && UNITS.every(({ value }) => value !== search.unit) ? [...UNITS, { value: search.unit, label: search.unit }] : UNITS}
          value={search.unit ?? ''}
          onChange={(unit) => patch({ unit: unit || undefined }, true)}
        />
        <Typed
          label="Limits, as lines across the graph"
          hint="0.5, 1"
          value={search.limits ?? ''}
          isValid={(text) => limitsOf(text).length > 0 || text === ''}
          onChange={(text) => patch({ limits: limitsText(limitsOf(text)) }, true)}
        />
        <Typed
          label="Least step between points"
          hint={writeDuration(minStep)}
          value={search.step ?? ''}
          isValid={(text) => text === '' || readDuration(text) !== undefined}
          onChange={(text) => patch({ step: text || undefined }, true)}
        />
        <Checkbox size="xs" label="A graph for each query" checked={search.graphs === 'each'} onChange={({ target }) => patch({ graphs: target.checked ? 'each' : undefined }, true)} />
        <Checkbox size="xs" label="Exemplars as dots" checked={search.exemplars !== 'off'} onChange={({ target }) => patch({ exemplars: target.checked ? undefined : 'off' }, true)} />
      </Popover.Dropdown>
    </Popover>
  );
}

type TypedProps = { label: string; hint: string; value: string; isValid: (text: string) => boolean; onChange: (text: string) => void };

/** A field that takes effect with Enter or when it is left, if it can be read. */
function Typed({ label, hint, value, isValid, onChange }: TypedProps) {
  const [text, setText] = useState(value);
  useEffect(() => setText(value), [value]);
  const valid = isValid(text.trim());
  const submit = () => valid && text.trim() !== value && onChange(text.trim());
  return (
    <TextInput
      label={label}
      placeholder={hint}
      error={!valid}
      value={text}
      onChange={({ target }) => setText(target.value)}
      onBlur={submit}
      onKeyDown={({ key }) => key === 'Enter' && submit()}
    />
  );
}
