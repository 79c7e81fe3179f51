import { FindingItem } from './FindingItem';
import { gathered, type Finding } from './words';
import styles from './Findings.module.css';

/** What is wrong, the worst first; those who merely wait stand under what they wait for. */
export function Findings({ label, findings }: { label: string; findings: readonly Finding[] }) {
  return (
    <ul className={styles.list} aria-label={label}>
      {gathered(findings).map((trouble) => (
        <FindingItem key={`${trouble.finding.kind} ${trouble.finding.service}`} {...trouble} />
      ))}
    </ul>
  );
}
