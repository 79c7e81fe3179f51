import { keyNames, onMac } from '@/core/keysChord';
import styles from './Kbd.module.css';

/** The keys of a binding as they are printed on this visitor's keyboard: `<Kbd keys="mod+k" />`, `<Kbd keys="g l" />`. */
export function Kbd({ keys }: { keys: string }) {
  return (
    <span className={styles.keys}>
      {keyNames(keys, onMac()).map((names, press) => (
        <span key={press} className={styles.press}>
          {names.map((name) => (
            <kbd key={name} className={styles.key}>
              {name}
            </kbd>
          ))}
        </span>
      ))}
    </span>
  );
}
