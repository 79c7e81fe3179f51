import { useState } from 'react';
import { PageTabs } from '@/ui/PageTabs/PageTabs';
import { SideDrawer } from '@/ui/SideDrawer/SideDrawer';
import type { StatusPage } from '../api/statusPages';
import { Elsewhere } from './Elsewhere';
import { PageForm } from './PageForm';
import { Posts } from './Posts';
import { PublicLink } from './PublicLink';
import { Subscribers } from './Subscribers';

type Tab = 'posts' | 'page' | 'subscribers';

/** A status page: what is posted on it, what it shows, and who is told. */
export function PageDrawer({ page, canWrite, onClose }: { page?: StatusPage; canWrite: boolean; onClose: () => void }) {
  const [tab, setTab] = useState<Tab>('posts');
  if (!page) {
    return (
      <SideDrawer label="Status page" title="New status page" onClose={onClose}>
        <PageForm onDone={onClose} />
      </SideDrawer>
    );
  }
  const tabs: { value: Tab; label: string; count?: number }[] = [{ value: 'posts', label: 'Posts' }, ...(canWrite ? [{ value: 'page' as const, label: 'Page' }, { value: 'subscribers' as const, label: 'Subscribers', count: page.subscribers }] : [])];
  return (
    <SideDrawer label="Status page" title={page.title} onClose={onClose} actions={<PublicLink url={page.secret_url ?? page.url} />}>
      <PageTabs label="Parts of the status page" tabs={tabs} value={tab} onChange={setTab} />
      {tab === 'posts' && <Posts page={page} canWrite={canWrite} />}
      {tab === 'page' && (
        <>
          <PageForm page={page} onDone={onClose} />
          <Elsewhere page={page} />
        </>
      )}
      {tab === 'subscribers' && <Subscribers slug={page.slug} />}
    </SideDrawer>
  );
}
