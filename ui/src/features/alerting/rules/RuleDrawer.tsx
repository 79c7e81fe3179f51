import { Link } from '@tanstack/react-router';
import { formatValue, MISSING } from '@/core/format';
import { alertsLink } from '@/core/links';
import { CodeBlock } from '@/ui/CodeBlock/CodeBlock';
import { Definition } from '@/ui/Definition/Definition';
import { Group } from '@/ui/Group/Group';
import { KeyValues } from '@/ui/KeyValues/KeyValues';
import { Notice } from '@/ui/Notice/Notice';
import { SideDrawer } from '@/ui/SideDrawer/SideDrawer';
import { lengthWord } from '@/ui/SearchRule/values';
import { Timestamp } from '@/ui/Timestamp/Timestamp';
import { queryLink } from '../model/alerts';
import type { FileRule } from '../model/rules';
import styles from '../alerts/AlertDrawer.module.css';

/** What the file says of a rule, and how evaluating it went. */
export function RuleDrawer({ rule, group, onClose }: FileRule & { onClose: () => void }) {
  const texts = Object.entries(rule.annotations);
  const labels = Object.entries(rule.labels);
  return (
    <SideDrawer label="Rule" title={rule.name} onClose={onClose} actions={<Link className={styles.link} {...queryLink(rule)}>Its query</Link>}>
      {rule.health === 'err' && <Notice tone="error" text={rule.error} />}
      <Group title="Expression">
        <div className={styles.code}>
          <CodeBlock label="Expression" code={rule.expr} />
        </div>
      </Group>
      <Definition
        label="Rule"
        entries={[
          ['Kind', rule.kind === 'alerting' ? 'alerts' : 'records a series'],
          ...(rule.kind === 'alerting'
            ? ([
                ['Fires', rule.for_seconds > 0 ? `after ${lengthWord(rule.for_seconds)}` : 'at once'],
                ['Fires on', rule.keep_firing_for_seconds > 0 ? `for ${lengthWord(rule.keep_firing_for_seconds)}` : 'as long as it is true'],
                ['Alerts', rule.alerts.length > 0 ? <Link key="alerts" {...alertsLink({ q: rule.name })}>{rule.alerts.length}</Link> : 'none'],
              ] as const)
            : []),
          ['Group', group.name],
          ['File', group.file],
          ['Evaluated', rule.evaluated_at ? <Timestamp key="at" at={rule.evaluated_at} /> : MISSING],
          ['Every', lengthWord(group.interval_seconds)],
          ['Took', formatValue(rule.evaluation_seconds * 1000, 'ms')],
        ]}
      />
      {labels.length > 0 && (
        <Group title="Labels">
          <KeyValues label="Labels" entries={labels.map(([key, value]) => ({ key, value }))} />
        </Group>
      )}
      {texts.length > 0 && (
        <Group title="Annotations">
          <KeyValues label="Annotations" entries={texts.map(([key, value]) => ({ key, value }))} />
        </Group>
      )}
    </SideDrawer>
  );
}
