import { Suspense } from 'react';
import { useParams } from '@tanstack/react-router';
import { useSession } from '@/api/useSession';
import { Empty } from '@/ui/Empty/Empty';
import { Skeleton } from '@/ui/Skeleton/Skeleton';
import { SECTIONS, sectionsFor } from './sections';
import { SideTabs } from './SideTabs';
import styles from './SettingsPage.module.css';

/** The settings: sections at the left, only those the role opens; the chosen one beside them. */
export function SettingsPage() {
  const { section: id } = useParams({ strict: false }) as { section?: string };
  const session = useSession();
  if (!session.data) return null;
  const open = sectionsFor(session.data.principal?.permissions ?? []);
  const section = id === undefined ? open[0] : open.find((one) => one.id === id);
  return (
    <div className={styles.page}>
      <SideTabs sections={open} current={section?.id} />
      <div className={styles.section}>
        {section ? (
          <Suspense fallback={<div className={styles.loading}><Skeleton height={20} width={180} /><Skeleton height={240} /></div>}>
            <section.Body key={section.id} />
          </Suspense>
        ) : (
          <Closed id={id ?? ''} />
        )}
      </div>
    </div>
  );
}

function Closed({ id }: { id: string }) {
  const known = SECTIONS.find((section) => section.id === id);
  return known ? (
    <Empty title={`${known.label} is not open to your role`} hint={`It needs the permission ${known.needs.join(' or ')}. An administrator can give you a role that includes it.`} />
  ) : (
    <Empty title="There is no such section" hint="Choose one at the left." />
  );
}
