import { Panel } from '@/ui/Panel/Panel';
import type { MaskingAnswer } from './api';
import { ACTION_WORDS } from './words';
import styles from './Masking.module.css';

/** Attributes told by their key alone. */
export function DeniedKeys({ masking }: { masking: MaskingAnswer }) {
  const { denied_keys: denied, allowed_keys: allowed } = masking;
  return (
    <Panel title="Denied keys" note={`values of attributes so named, or whose last part is so named, are ${ACTION_WORDS[masking.denied_keys_action]}`}>
      <Keys label="Denied keys" keys={denied} />
      {allowed.length > 0 && (
        <>
          <p className={styles.about}>Never masked:</p>
          <Keys label="Allowed keys" keys={allowed} />
        </>
      )}
    </Panel>
  );
}

function Keys({ label, keys }: { label: string; keys: readonly string[] }) {
  return (
    <ul className={styles.keys} aria-label={label}>
      {keys.map((key) => (
        <li key={key}>{key}</li>
      ))}
    </ul>
  );
}
