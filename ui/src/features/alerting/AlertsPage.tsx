import { useCallback } from 'react';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { thousands } from '@/core/format';
import { usePageTitle } from '@/core/pageTitle';
import { useCan } from '@/core/permissions';
import { Empty } from '@/ui/Empty/Empty';
import { PageTabs } from '@/ui/PageTabs/PageTabs';
import { Alerts } from './alerts/Alerts';
import { useRules } from './api';
import { Rules } from './rules/Rules';
import { readAlertsSearch, type AlertsSearch } from './search';
import styles from './AlertsPage.module.css';

/** What fires or waits, and the rules behind it. */
export function AlertsPage() {
  return useCan('alerts:read') ? <Page /> : <Empty title="Alerts are not open to your role" hint="They need the permission alerts:read. An administrator can give you a role that includes it." />;
}

function Page() {
  usePageTitle('Alerts');
  const rules = useRules();
  const search = readAlertsSearch(useSearch({ strict: false }));
  const navigate = useNavigate();
  const patch = useCallback(
    (changes: AlertsSearch, replace = false) => void navigate({ to: '.', search: (previous) => ({ ...previous, ...changes }), replace }),
    [navigate],
  );
  const groups = rules.data?.groups ?? [];
  const alerts = groups.reduce((sum, group) => sum + group.rules.reduce((of, rule) => of + rule.alerts.length, 0), 0);
  const known = groups.reduce((sum, group) => sum + group.rules.length, 0);
  const tabs = [
    { value: 'alerts' as const, label: 'Alerts', count: rules.data && thousands(alerts) },
    { value: 'rules' as const, label: 'Rules', count: rules.data && thousands(known) },
  ];
  return (
    <div className={styles.page}>
      <PageTabs label="Alerting" tabs={tabs} value={search.view ?? 'alerts'} onChange={(view) => patch({ view: view === 'rules' ? view : undefined, open: undefined, q: undefined, state: undefined })} />
      {search.view === 'rules' ? <Rules rules={rules} search={search} patch={patch} /> : <Alerts rules={rules} search={search} patch={patch} />}
    </div>
  );
}
