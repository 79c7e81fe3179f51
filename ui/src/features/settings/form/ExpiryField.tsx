import { Select, TextInput } from '@mantine/core';
import { EXPIRY_CHOICES, type Expiry } from './expiry';
import styles from '@/ui/Form/Form.module.css';

/** When a token or key stops working. */
export function ExpiryField({ value, onChange, error }: { value: Expiry; onChange: (value: Expiry) => void; error?: string }) {
  const onDate = value.choice === 'date';
  return (
    <div className={styles.row}>
      <Select
        size="xs"
        label="Ends"
        data={EXPIRY_CHOICES}
        value={value.choice}
        onChange={(choice) => choice && onChange({ ...value, choice })}
        allowDeselect={false}
        error={onDate ? undefined : error}
        flex={1}
      />
      {onDate && (
        <TextInput type="date" label="Last day" value={value.date} onChange={(event) => onChange({ ...value, date: event.currentTarget.value })} error={error} flex={1} />
      )}
    </div>
  );
}
