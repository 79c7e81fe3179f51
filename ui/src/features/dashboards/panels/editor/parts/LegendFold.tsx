import { MultiSelect } from '@mantine/core';
import type { Calculation, Legend } from '../../../model/dashboard';
import { ChoiceField } from '../controls/ChoiceField';
import { FlagField } from '../controls/FlagField';
import { Fold } from '../controls/Fold';
import { Setting } from '../controls/Setting';
import { CALCULATION_NAMES } from './calculations';
import { withOptions, type PartProps } from './props';

/** The names beside a chart. */
export function LegendFold({ panel, onChange }: PartProps) {
  const { legend } = panel.options;
  const set = (change: Partial<Legend>) => onChange(withOptions(panel, { legend: { ...legend, ...change } }));
  return (
    <Fold title="Legend" note={legend.shown ? undefined : 'off'}>
      <FlagField label="Shown" value={legend.shown} onChange={(shown) => set({ shown })} words="legend" />
      {legend.shown && (
        <>
          <ChoiceField label="As" value={legend.form} choices={[['list', 'List'], ['table', 'Table']]} onChange={(form) => set({ form })} words="legend" />
          <ChoiceField label="Where" value={legend.place} choices={[['bottom', 'Below'], ['right', 'Beside']]} onChange={(place) => set({ place })} words="legend place" />
          <Setting words="legend figures calculations values">
            <MultiSelect size="xs" label="Figures" data={CALCULATION_NAMES.map(([value, label]) => ({ value, label }))} value={legend.calculations} onChange={(chosen) => set({ calculations: CALCULATION_NAMES.map(([name]) => name).filter((name): name is Calculation => chosen.includes(name)) })} />
          </Setting>
        </>
      )}
    </Fold>
  );
}
