import { useParams } from '@tanstack/react-router';
import { dashboardsLink } from '@/core/links';
import { usePageTitle } from '@/core/pageTitle';
import { QueryBody } from '@/ui/Panel/QueryBody';
import { useDashboard } from '../data/api';
import { Board } from './Board';
import { BoardSkeleton } from './BoardSkeleton';

const PARENT = { label: 'Dashboards', link: dashboardsLink() };

/** One dashboard: to look at, and to change. */
export function DashboardPage() {
  const { uid = '' } = useParams({ strict: false });
  const found = useDashboard(uid);
  usePageTitle(found.data?.dashboard.title ?? 'Dashboard', PARENT);
  return (
    <QueryBody query={found} skeleton={<BoardSkeleton />}>
      {(view) => <Board key={uid} view={view} />}
    </QueryBody>
  );
}
