import { severityWord, type Severity } from '@/core/severity';
import { StatusShape } from '@/ui/StatusBadge/StatusShape';
import styles from './RuleTables.module.css';

/** How bad alerts of a rule would be: a quiet word, for the rule itself is no trouble. */
export const SeverityWord = ({ severity }: { severity: Severity }) => (
  <span className={styles.severity}>
    <StatusShape severity={severity} />
    {severityWord(severity)}
  </span>
);
