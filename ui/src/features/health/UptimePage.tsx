import { Outlet, useNavigate, useParams, useRouterState } from '@tanstack/react-router';
import { uptimeLink } from '@/core/links';
import { usePageTitle } from '@/core/pageTitle';
import { useCan } from '@/core/permissions';
import { Empty } from '@/ui/Empty/Empty';
import { Notice } from '@/ui/Notice/Notice';
import { PageTabs } from '@/ui/PageTabs/PageTabs';
import { useHealthStream } from './api/live';
import { TABS } from './tabs';
import styles from './UptimePage.module.css';

/** The frame of all uptime pages: their tabs, the one in view below, and one stream that keeps all of them as things are. */
export function UptimePage() {
  return useCan('monitors:read') ? <Frame /> : <Empty title="Uptime is not open to your role" hint="It needs the permission monitors:read. An administrator can give you a role that includes it." />;
}

function Frame() {
  const path = useRouterState({ select: (state) => state.location.pathname });
  const navigate = useNavigate();
  const { monitor } = useParams({ strict: false }) as { monitor?: string };
  const stream = useHealthStream(monitor);
  const current = TABS.find(({ id, link }) => id !== 'board' && path.startsWith(link.to)) ?? TABS[0]!;
  return (
    <div className={styles.page}>
      {current.id !== 'board' && <TabTitle label={current.label} />}
      <div className={styles.tabs}>
        <PageTabs
          label="Views of uptime"
          tabs={TABS.map(({ id, label, group }, i) => ({ value: id, label, apart: i > 0 && TABS[i - 1]!.group !== group }))}
          value={current.id}
          onChange={(id) => void navigate(TABS.find((tab) => tab.id === id)!.link)}
        />
      </div>
      {stream === 'lost' && <Notice tone="warning" text="Not live: the connection to the server is lost. States are those of the last answer." />}
      <Outlet />
    </div>
  );
}

/** The board goes by the name of its route, and a monitor by its own: only the other views are named here. */
function TabTitle({ label }: { label: string }) {
  usePageTitle(label, { label: 'Uptime', link: uptimeLink() });
  return null;
}
