import { IconChartBar } from '@tabler/icons-react';
import { Control } from '@/ui/Control/Control';
import styles from './ViewBar.module.css';
import { FieldMenu } from './FieldMenu';

/** The field whose values colour the histogram. */
export function ByMenu({ by, onBy }: { by: string; onBy: (field: string) => void }) {
  return (
    <FieldMenu
      label="Field of the histogram"
      chosen={by}
      onChoose={onBy}
      target={(props) => (
        <Control {...props} quiet active={by !== 'level'} aria-label={`Colour the bars by a field, now by ${by}`} title="Colour the bars by a field">
          <IconChartBar size={14} />
          <span className={styles.word}>by {by}</span>
        </Control>
      )}
    />
  );
}
