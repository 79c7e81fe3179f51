import { ChoiceField } from '../controls/ChoiceField';
import { Fold } from '../controls/Fold';
import { NumberField } from '../controls/NumberField';
import { TextField } from '../controls/TextField';
import type { PartProps } from './props';
import styles from '../controls/Editor.module.css';

const NAME = /^[A-Za-z_][A-Za-z0-9_]{0,63}$/;

/** The panel once for each value of a variable, and a time of its own. */
export function PlaceFold({ panel, onChange }: PartProps) {
  const { repeat } = panel;
  const named = (typed: string) => {
    const variable = typed.trim().replace(/^\$\{?|\}$/g, '');
    if (variable === '') onChange({ ...panel, repeat: null });
    else if (NAME.test(variable)) onChange({ ...panel, repeat: { direction: 'across', per_row: 4, ...repeat, variable } });
  };
  return (
    <Fold title="Repeat and time" note={[repeat && `for each $${repeat.variable}`, panel.time_from && `last ${panel.time_from}`].filter(Boolean).join(' · ') || undefined}>
      <TextField label="Once for each value of" value={repeat?.variable ?? ''} placeholder="The name of a variable" onChange={named} words="repeat variable" />
      {repeat && (
        <div className={styles.pair}>
          <ChoiceField label="Direction" value={repeat.direction} choices={[['across', 'Across'], ['down', 'Down']]} onChange={(direction) => onChange({ ...panel, repeat: { ...repeat, direction } })} words="repeat" />
          <NumberField label="In a row" value={repeat.per_row} least={1} most={24} whole onChange={(count) => onChange({ ...panel, repeat: { ...repeat, per_row: count ?? 4 } })} words="repeat" />
        </div>
      )}
      <div className={styles.pair}>
        <TextField label="Time of its own" value={panel.time_from} placeholder="1h, 7d" onChange={(time) => onChange({ ...panel, time_from: time })} words="range override relative" />
        <TextField label="Earlier by" value={panel.time_shift} placeholder="1d" onChange={(time) => onChange({ ...panel, time_shift: time })} words="shift" />
      </div>
    </Fold>
  );
}
