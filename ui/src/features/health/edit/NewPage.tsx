import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { newMonitorLink, uptimeLink } from '@/core/links';
import { usePageTitle } from '@/core/pageTitle';
import { useCan } from '@/core/permissions';
import { Empty } from '@/ui/Empty/Empty';
import { KINDS, kindOf } from '../model/kinds';
import { newSpec } from '../model/draft';
import { View } from '@/ui/View/View';
import { readEditSearch } from '../search';
import { MonitorForm } from './MonitorForm';
import styles from './NewPage.module.css';

/** Monitors of other products come with their webhooks, not from here. */
const OFFERED = KINDS.filter(({ kind }) => kind !== 'external');
const GROUPS = [...new Set(OFFERED.map(({ group }) => group))];

/** A new monitor: first what is watched, then how. */
export function NewPage() {
  usePageTitle('New monitor', { label: 'Uptime', link: uptimeLink() });
  const { kind } = readEditSearch(useSearch({ strict: false }));
  const navigate = useNavigate();
  if (!useCan('monitors:write')) return <Empty title="Your role can’t make monitors" hint="It needs the permission monitors:write." />;
  if (kind !== undefined && kindOf(kind)) return <MonitorForm key={kind} initial={newSpec(kind)} onCancel={() => void navigate(newMonitorLink())} />;
  return (
    <View about="What is to be watched?">
      {GROUPS.map((group) => (
        <section key={group} className={styles.group} aria-label={group}>
          <h2>{group}</h2>
          <ul>
            {OFFERED.filter((each) => each.group === group).map((each) => (
              <li key={each.kind}>
                <Link {...newMonitorLink(each.kind)} className={styles.kind}>
                  <b>{each.label}</b>
                  <span>{each.about}</span>
                </Link>
              </li>
            ))}
          </ul>
        </section>
      ))}
    </View>
  );
}
