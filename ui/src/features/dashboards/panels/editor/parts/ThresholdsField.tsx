import { IconPlus } from '@tabler/icons-react';
import { Control } from '@/ui/Control/Control';
import type { Values } from '../../../model/dashboard';
import { ChoiceField } from '../controls/ChoiceField';
import { ColourField } from '../controls/ColourField';
import { NumberInput } from '../controls/NumberField';
import { replaced, RowTools } from '../controls/RowTools';
import { Setting } from '../controls/Setting';
import styles from '../controls/Editor.module.css';

const NEXT = ['green', 'orange', 'red', 'dark-red'];

/** From which value on what colour. The first holds from the bottom. */
export function ThresholdsField({ values: { thresholds, threshold_mode: mode }, onChange }: { values: Values; onChange: (values: Partial<Values>) => void }) {
  const set = (next: Values['thresholds']) => onChange({ thresholds: next });
  const add = () => {
    const colour = NEXT[Math.min(thresholds.length, NEXT.length - 1)]!;
    const last = thresholds.at(-1)?.value ?? 0;
    set(thresholds.length === 0 ? [{ value: null, colour }, { value: 80, colour: 'red' }] : [...thresholds, { value: last + 10, colour }]);
  };
  return (
    <>
      <Setting words="thresholds limits colours" className={styles.choice}>
        {thresholds.map(({ value, colour }, at) => (
          <div key={at} className={styles.row}>
            <ColourField label={`Colour of threshold ${at + 1}`} value={colour} onChange={(next) => set(replaced(thresholds, at, { colour: next }))} />
            {value === null ? (
              <span className={`${styles.grow} ${styles.hint}`}>from the bottom</span>
            ) : (
              <NumberInput unnamed label={`Threshold ${at + 1}`} value={value} onChange={(next) => next !== null && set(replaced(thresholds, at, { value: next }))} />
            )}
            <RowTools name={`threshold ${at + 1}`} items={thresholds} at={at} onChange={set} fixed />
          </div>
        ))}
        <div>
          <Control onClick={add}>
            <IconPlus size={13} aria-hidden="true" /> Threshold
          </Control>
        </div>
      </Setting>
      {thresholds.length > 0 && <ChoiceField label="Thresholds are" value={mode} choices={[['absolute', 'Values'], ['percentage', 'Percent of the range']]} onChange={(next) => onChange({ threshold_mode: next })} />}
    </>
  );
}
