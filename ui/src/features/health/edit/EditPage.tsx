import { useNavigate, useParams } from '@tanstack/react-router';
import { monitorLink, uptimeLink } from '@/core/links';
import { usePageTitle } from '@/core/pageTitle';
import { useCan } from '@/core/permissions';
import { Empty } from '@/ui/Empty/Empty';
import { QueryBody } from '@/ui/Panel/QueryBody';
import { Skeleton } from '@/ui/Skeleton/Skeleton';
import { useMonitor } from '../api/monitors';
import { MonitorForm } from './MonitorForm';

/** An existing monitor in its form. */
export function EditPage() {
  const { monitor: id } = useParams({ from: '/uptime/monitors/$monitor/edit' });
  const monitor = useMonitor(id);
  const navigate = useNavigate();
  usePageTitle(monitor.data ? `Edit ${monitor.data.name}` : 'Edit monitor', { label: 'Uptime', link: uptimeLink() });
  if (!useCan('monitors:write')) return <Empty title="Your role can’t change monitors" hint="It needs the permission monitors:write." />;
  return (
    <QueryBody query={monitor} skeleton={<Skeleton height={420} />}>
      {({ spec }) => <MonitorForm key={id} id={id} initial={spec} onCancel={() => void navigate(monitorLink(id))} />}
    </QueryBody>
  );
}
