import { Outlet, useNavigate, useParams, useRouterState } from '@tanstack/react-router';
import { infrastructureLink } from '@/core/links';
import { usePageTitle } from '@/core/pageTitle';
import { usePermissions } from '@/core/permissions';
import { PageTabs } from '@/ui/PageTabs/PageTabs';
import { tabsFor } from './tabs';
import styles from './InfrastructurePage.module.css';

/** The frame of all infrastructure pages: their tabs, and the one in view below. */
export function InfrastructurePage() {
  const tabs = tabsFor(usePermissions());
  const path = useRouterState({ select: (state) => state.location.pathname });
  const navigate = useNavigate();
  const current = tabs.find(({ link }) => path === link.to || path.startsWith(`${link.to}/`));
  const { instance } = useParams({ strict: false });
  const parent = current && instance !== undefined ? current : { label: 'Infrastructure', link: infrastructureLink() };
  usePageTitle(instance ?? current?.label ?? 'Infrastructure', current && { label: parent.label, link: parent.link });
  return (
    <div className={styles.page}>
      <div className={styles.tabs}>
        <PageTabs
          label="Views of the infrastructure"
          tabs={tabs.map(({ id, label, group }, i) => ({ value: id, label, apart: i > 0 && tabs[i - 1]!.group !== group }))}
          value={current?.id ?? ''}
          onChange={(id) => {
            const chosen = tabs.find((tab) => tab.id === id);
            if (chosen) void navigate(chosen.link);
          }}
        />
      </div>
      <Outlet />
    </div>
  );
}
