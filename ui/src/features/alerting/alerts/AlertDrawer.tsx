import { Link } from '@tanstack/react-router';
import { formatValue, MISSING } from '@/core/format';
import { serviceLink } from '@/core/links';
import { CodeBlock } from '@/ui/CodeBlock/CodeBlock';
import { Definition } from '@/ui/Definition/Definition';
import { Group } from '@/ui/Group/Group';
import { KeyValues } from '@/ui/KeyValues/KeyValues';
import { ServiceName } from '@/ui/ServiceName/ServiceName';
import { SideDrawer } from '@/ui/SideDrawer/SideDrawer';
import { lengthWord } from '@/ui/SearchRule/values';
import { StatusBadge } from '@/ui/StatusBadge/StatusBadge';
import { Timestamp } from '@/ui/Timestamp/Timestamp';
import { queryLink, stateWord, type Listed } from '../model/alerts';
import styles from './AlertDrawer.module.css';

const SHOWN_APART = new Set(['summary', 'description']);

/** One alert: since when, how much, what to do, and what it was asked by. */
export function AlertDrawer({ listed, onClose }: { listed: Listed; onClose: () => void }) {
  const { alert, rule, group, severity, service } = listed;
  const { summary, description } = alert.annotations;
  const others = Object.entries(alert.annotations).filter(([name]) => !SHOWN_APART.has(name));
  return (
    <SideDrawer label="Alert" title={<><StatusBadge severity={severity} />{rule.name}</>} onClose={onClose} actions={<Link className={styles.link} {...queryLink(rule, alert.labels)}>Its query</Link>}>
      {(summary || description) && (
        <div className={styles.words}>
          {summary && <p className={styles.summary}>{summary}</p>}
          {description && <p>{description}</p>}
        </div>
      )}
      <Definition
        label="Alert"
        entries={[
          ['State', stateWord(alert.state)],
          ['Since', <Timestamp key="since" at={alert.active_at} />],
          ...(alert.fired_at ? [['Firing since', <Timestamp key="fired" at={alert.fired_at} />] as const] : []),
          ...(alert.keep_firing_since ? [['Kept firing since', <Timestamp key="kept" at={alert.keep_firing_since} />] as const] : []),
          ['Value', alert.value === null ? MISSING : formatValue(alert.value, 'short')],
          ...(service ? [['Service', <Link key="service" {...serviceLink(service)}><ServiceName name={service} /></Link>] as const] : []),
          ['Fires', rule.for_seconds > 0 ? `after ${lengthWord(rule.for_seconds)}` : 'at once'],
          ['Rule group', rule.search ? 'searches' : `${group.name} in ${group.file}`],
        ]}
      />
      <Group title="Labels">
        <KeyValues label="Labels" entries={Object.entries(alert.labels).map(([key, value]) => ({ key, value }))} />
      </Group>
      {others.length > 0 && (
        <Group title="Annotations">
          <KeyValues label="Annotations" entries={others.map(([key, value]) => ({ key, value }))} />
        </Group>
      )}
      <Group title={rule.search ? 'Search' : 'Expression'}>
        <div className={styles.code}>
          <CodeBlock label="Expression" code={rule.search ? rule.search.query || '*' : rule.expr} />
        </div>
      </Group>
    </SideDrawer>
  );
}
