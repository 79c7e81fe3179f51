import { useCallback, useMemo } from 'react';
import { Link } from '@tanstack/react-router';
import { alertsLink } from '@/core/links';
import { Empty } from '@/ui/Empty/Empty';
import { QueryBody, type PanelQuery } from '@/ui/Panel/QueryBody';
import { StatusBadge } from '@/ui/StatusBadge/StatusBadge';
import { TableSkeleton } from '@/ui/TableSkeleton/TableSkeleton';
import { alertsOf, byRule, countsOf, matching, type Rules } from '../model/alerts';
import type { AlertsSearch } from '../search';
import { AlertDrawer } from './AlertDrawer';
import { AlertList } from './AlertList';
import { AlertsBar } from './AlertsBar';
import { SilentSources } from './SilentSources';
import styles from './Alerts.module.css';

type Props = { rules: PanelQuery<Rules>; search: AlertsSearch; patch: (changes: AlertsSearch, replace?: boolean) => void };

/** What fires now, the worst first, rule by rule. */
export function Alerts({ rules, search, patch }: Props) {
  const listed = useMemo(() => alertsOf(rules.data), [rules.data]);
  const counts = useMemo(() => countsOf(listed), [listed]);
  const { state, q } = search;
  const shown = useMemo(() => matching(listed, { state, q }), [listed, state, q]);
  const items = useMemo(() => byRule(shown), [shown]);
  const open = listed.find(({ key }) => key === search.open);
  const select = useCallback((key: string | undefined) => patch({ open: key }, true), [patch]);
  const silent = rules.data?.no_data ?? [];
  return (
    <div className={styles.view}>
      <div className={styles.main}>
        <AlertsBar counts={counts} silent={silent.length} search={search} patch={patch} />
        <QueryBody
          query={rules}
          skeleton={<div className={styles.skeleton}><TableSkeleton rows={8} /></div>}
          notices={({ load_error }) => (load_error ? [`Rule files can't be used as they are, the rules before stay: ${load_error}`] : [])}
        >
          {({ groups }) => (
            <>
              {(state === undefined || state === 'no_data') && silent.length > 0 && <SilentSources sources={silent} />}
              {items.length > 0 ? (
                <AlertList items={items} selected={open?.key ?? null} onSelect={select} />
              ) : listed.length > 0 ? (
                <Empty title="No alert fits this filter" hint="Take back a part of it: the buttons above, or what is typed." />
              ) : groups.length === 0 ? (
                <Empty title="There are no rules" hint={<>Make one of a search in the logs, or see <Link {...alertsLink({ view: 'rules' })}>rules</Link>.</>} />
              ) : (
                <Quiet rules={groups.reduce((sum, group) => sum + group.rules.filter(({ kind }) => kind === 'alerting').length, 0)} />
              )}
            </>
          )}
        </QueryBody>
      </div>
      {open && <AlertDrawer listed={open} onClose={() => select(undefined)} />}
    </div>
  );
}

/** All is quiet, and how much that says. */
const Quiet = ({ rules }: { rules: number }) => (
  <p className={styles.quiet} role="status">
    <StatusBadge severity="ok">Nothing fires</StatusBadge>
    <span>
      {rules} alerting {rules === 1 ? 'rule is' : 'rules are'} evaluated
    </span>
  </p>
);
