import { useEffect } from 'react';
import { Outlet, useMatches } from '@tanstack/react-router';
import { useSession } from '@/api/useSession';
import { useTimeRange } from '@/core/useTimeRange';
import { SignIn } from '@/features/access/SignIn';
import { Notice } from '@/ui/Notice/Notice';
import { Logo } from './Logo';
import { Navigation } from './Navigation';
import { RefreshMenu } from './RefreshMenu';
import { SchemeMenu } from './SchemeMenu';
import { ServerState } from './ServerState';
import { TimePicker } from './TimePicker';
import { UserMenu } from './UserMenu';
import styles from './Shell.module.css';

/** What stays on every page: navigation, the page's name, the time range, the colour scheme. */
export function Shell() {
  const title = useMatches({ select: (matches) => matches.at(-1)?.staticData.title }) ?? 'Sardonyx';
  const open = useMatches({ select: (matches) => matches.at(-1)?.staticData.withoutSession }) ?? false;
  const { problem } = useTimeRange();
  const session = useSession();
  useEffect(() => {
    document.title = title === 'Sardonyx' ? title : `${title} · Sardonyx`;
  }, [title]);

  // Pages load before the answer is here: it is nearly always yes.
  if (open) return <Outlet />;
  if (session.data && !session.data.signed_in) return <SignIn />;
  return (
    <div className={styles.shell}>
      <Navigation />
      <div className={styles.main}>
        <header className={styles.topbar}>
          <span className={styles.mark}>
            <Logo />
          </span>
          <h1 className={styles.title}>{title}</h1>
          <ServerState />
          <span className={styles.space} />
          <div className={styles.range}>
            <TimePicker />
            <RefreshMenu />
          </div>
          <SchemeMenu />
          <UserMenu />
        </header>
        <main className={styles.content} tabIndex={-1}>
          {problem && <Notice tone="warning" text={problem} />}
          <Outlet />
        </main>
      </div>
    </div>
  );
}
