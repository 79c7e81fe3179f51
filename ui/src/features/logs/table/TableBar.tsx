import { IconPlus, IconX } from '@tabler/icons-react';
import { Control } from '@/ui/Control/Control';
import { MAX_MEASURES, measureKey, measureName, COUNT, type Measure } from '../model/measures';
import { FieldMenu } from '../parts/FieldMenu';
import { MAX_GROUPS } from '../search';
import { MeasureMenu } from './MeasureMenu';
import styles from './TableBar.module.css';
import bar from '@/ui/Explorer/ResultBar.module.css';

type Props = {
  by: readonly string[];
  measures: readonly Measure[];
  status: string | undefined;
  fetching: boolean;
  onBy: (by: readonly string[]) => void;
  onMeasures: (measures: readonly Measure[]) => void;
};

/** What the table groups by and what it measures. */
export function TableBar({ by, measures, status, fetching, onBy, onMeasures }: Props) {
  return (
    <div className={`${bar.bar} ${styles.bar}`} data-fetching={fetching || undefined}>
      <span className={styles.list} role="group" aria-label="Grouped by">
        <span className={styles.word}>by</span>
        {by.map((field) => (
          <Chip key={field} name={field} onRemove={by.length > 1 ? () => onBy(by.filter((each) => each !== field)) : undefined} />
        ))}
        {by.length < MAX_GROUPS && (
          <FieldMenu
            label="Field to group by"
            without={by}
            onChoose={(field) => onBy([...by, field])}
            target={(props) => (
              <Control {...props} quiet aria-label="Group by another field" title="Group by another field">
                <IconPlus size={13} />
              </Control>
            )}
          />
        )}
      </span>
      <span className={styles.list} role="group" aria-label="Measures">
        <span className={styles.word}>show</span>
        {measures.map((measure) => (
          <Chip key={measureKey(measure)} name={measureName(measure)} onRemove={measures.length > 1 ? () => onMeasures(measures.filter((each) => each !== measure)) : undefined} />
        ))}
        {measures.length < MAX_MEASURES && <MeasureMenu counted={measures.includes(COUNT)} onChoose={(measure) => onMeasures([...measures, measure])} />}
      </span>
      <p className={bar.counts} role="status">
        {status && <b>{status}</b>}
      </p>
    </div>
  );
}

function Chip({ name, onRemove }: { name: string; onRemove: (() => void) | undefined }) {
  return (
    <span className={styles.chip}>
      {name}
      {onRemove && (
        <button type="button" className={styles.remove} aria-label={`Without ${name}`} title="Take away" onClick={onRemove}>
          <IconX size={11} aria-hidden="true" />
        </button>
      )}
    </span>
  );
}
