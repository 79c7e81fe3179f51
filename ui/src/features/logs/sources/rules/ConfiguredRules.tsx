import type { ReactNode } from 'react';
import { percent } from '@/core/format';
import { Empty } from '@/ui/Empty/Empty';
import type { RulesAnswer } from '../api';
import styles from './Rules.module.css';

/** What the configuration says of log records at the door. */
export function ConfiguredRules({ rules: { parse, minimum_levels, sampling } }: { rules: RulesAnswer }) {
  if (parse.length + minimum_levels.length + sampling.length === 0) {
    return <Empty title="No rules of your own" hint="JSON, logfmt, access logs and stack traces are read without any. Others are written under “logs” in the configuration file." />;
  }
  return (
    <ul className={styles.rules}>
      {parse.map(({ name, kind, pattern, services }) => (
        <Rule key={`parse ${name}`} name={name} what={`reads fields (${kind})`} whom={services}>
          <code>{pattern}</code>
        </Rule>
      ))}
      {minimum_levels.map(({ name, level, services, environments }) => (
        <Rule key={`level ${name}`} name={name} what={`keeps ${level.toLowerCase()} and above`} whom={[...services, ...environments]} />
      ))}
      {sampling.map(({ name, keep, services, environments }) => (
        <Rule key={`sampling ${name}`} name={name} what={`keeps ${percent(keep)}`} whom={[...services, ...environments]} />
      ))}
    </ul>
  );
}

function Rule({ name, what, whom, children }: { name: string; what: string; whom: readonly string[]; children?: ReactNode }) {
  return (
    <li className={styles.rule}>
      <b>{name}</b> <span className={styles.what}>{what}</span> <span className={styles.whom}>{whom.length > 0 ? `of ${whom.join(', ')}` : 'of all services'}</span>
      {children}
    </li>
  );
}
