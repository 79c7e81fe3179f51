import type { Values } from '../../../model/dashboard';
import { ChoiceField } from '../controls/ChoiceField';
import { ColourField } from '../controls/ColourField';
import { FlagField } from '../controls/FlagField';
import { NumberField } from '../controls/NumberField';
import { Setting } from '../controls/Setting';
import { TextField } from '../controls/TextField';
import { UnitField } from '../controls/UnitField';
import styles from '../controls/Editor.module.css';

type Props = {
  values: Values;
  onChange: (values: Partial<Values>) => void;
  /** Of the series an override speaks of: what it leaves empty is as the panel says. */
  ofSeries: boolean;
};

/** How values are written and drawn. */
export function ValuesFields({ values, onChange, ofSeries }: Props) {
  const placeholder = ofSeries ? 'As the panel' : 'Automatic';
  return (
    <>
      <UnitField value={values.unit} placeholder={ofSeries ? placeholder : 'None'} onChange={(unit) => onChange({ unit })} />
      <div className={styles.pair}>
        <NumberField label="Decimals" value={values.decimals} least={0} most={20} whole placeholder={placeholder} onChange={(decimals) => onChange({ decimals })} />
        <TextField label="Name" value={values.name} placeholder={ofSeries ? placeholder : 'As the legend'} onChange={(name) => onChange({ name })} words="display rename" />
      </div>
      <div className={styles.pair}>
        <NumberField label="Smallest" value={values.minimum} placeholder={placeholder} onChange={(minimum) => onChange({ minimum })} words="min minimum axis" />
        <NumberField label="Largest" value={values.maximum} placeholder={placeholder} onChange={(maximum) => onChange({ maximum })} words="max maximum axis" />
      </div>
      <div className={styles.pair}>
        <TextField label="Instead of no value" value={values.no_value} placeholder={ofSeries ? placeholder : '–'} onChange={(text) => onChange({ no_value: text })} words="missing null empty" />
        <Setting words="colour color" className={styles.choice}>
          <span className={styles.label}>Colour</span>
          <ColourField label="Colour" value={values.colour} optional onChange={(colour) => onChange({ colour })} />
        </Setting>
      </div>
      {ofSeries && (
        <>
          <ChoiceField label="Draw" value={values.draw} choices={[['', 'As the panel'], ['lines', 'Lines'], ['bars', 'Bars'], ['points', 'Points']]} onChange={(draw) => onChange({ draw })} />
          <NumberField label="Width of the column, in px" value={values.width} least={1} most={4000} whole placeholder="As wide as needed" onChange={(width) => onChange({ width })} />
          <FlagField label="Hidden" value={values.hidden} onChange={(hidden) => onChange({ hidden })} />
          <FlagField label="Hangs from zero" value={values.negative} onChange={(negative) => onChange({ negative })} words="negative below" />
          <NumberField label="Fill, in percent" value={values.fill} least={0} most={100} whole placeholder="As the panel" onChange={(fill) => onChange({ fill })} words="opacity area" />
          <FlagField label="Apart from the stack" value={values.apart} onChange={(apart) => onChange({ apart })} words="stacking total" />
        </>
      )}
      <ChoiceField label="Axis" value={values.axis} choices={[['', ofSeries ? 'As the panel' : 'Automatic'], ['left', 'Left'], ['right', 'Right'], ['hidden', 'None']]} onChange={(axis) => onChange({ axis })} />
    </>
  );
}
