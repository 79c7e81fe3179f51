import { lazy, Suspense, useRef, useState } from 'react';
import { Outlet, useMatches, useSearch } from '@tanstack/react-router';
import { useServiceSlots } from '@/api/useServiceSlots';
import { useSession } from '@/api/useSession';
import { ZoneContext } from '@/core/timeZone';
import { useTimeRange } from '@/core/useTimeRange';
import { SignIn } from '@/features/access/SignIn';
import { Notice } from '@/ui/Notice/Notice';
import { Navigation } from './Navigation';
import { TopBar } from './TopBar';
import { useArrival } from './useArrival';
import { useIdleChunks } from './useIdleChunks';
import { useShellKeys } from './useShellKeys';
import styles from './Shell.module.css';

const loadPalette = () => import('@/app/palette/Palette').then(({ Palette: component }) => ({ default: component }));
const loadHelpSheet = () => import('./HelpSheet').then(({ HelpSheet: component }) => ({ default: component }));
const Palette = lazy(loadPalette);
const HelpSheet = lazy(loadHelpSheet);
const AHEAD = [loadPalette, loadHelpSheet];

/** Decides who sees what: a page without a session, the sign-in, or the page in its frame. The address stays in each case. */
export function Shell() {
  const open = useMatches({ select: (matches) => matches.at(-1)?.staticData.withoutSession }) ?? false;
  const session = useSession();
  const { zone } = useTimeRange();
  // Pages load before the answer is here: it is nearly always yes.
  const page = open ? <Outlet /> : session.data && !session.data.signed_in ? <SignIn /> : <Frame />;
  return <ZoneContext value={zone}>{page}</ZoneContext>;
}

/** What stays on every page: navigation, top bar, palette, keys. */
function Frame() {
  const { problem } = useTimeRange();
  const main = useRef<HTMLElement>(null);
  const travelled = useArrival(main);
  const alone = useSearch({ strict: false }).kiosk !== undefined;
  const [over, setOver] = useState<'palette' | 'help' | null>(null);
  const before = useRef<Element>(null);
  const show = (what: 'palette' | 'help') => {
    if (over === null) before.current = document.activeElement;
    setOver(what);
  };
  /** The keyboard returns to where it was, unless what was chosen leads elsewhere. */
  const close = (elsewhere = false) => {
    setOver(null);
    const back = before.current;
    if (elsewhere || !(back instanceof HTMLElement)) return;
    requestAnimationFrame(() => document.querySelector('[aria-modal="true"]') ?? back.focus({ preventScroll: true }));
  };
  const [palette, help] = [() => show('palette'), () => show('help')];
  useShellKeys({ palette, help });
  useIdleChunks(AHEAD);
  useServiceSlots();
  return (
    <div className={styles.shell} data-alone={alone || undefined}>
      <a className={styles.skip} href="#content" onClick={(event) => { event.preventDefault(); main.current?.focus(); }}>
        Skip to the page
      </a>
      {!alone && <Navigation />}
      <div className={styles.main}>
        {!alone && <TopBar announced={travelled} onPalette={palette} onHelp={help} />}
        <main ref={main} id="content" className={styles.content} tabIndex={-1}>
          {problem && <Notice tone="warning" text={problem} />}
          <Outlet />
        </main>
      </div>
      <Suspense fallback={null}>
        {over === 'palette' && <Palette onClose={close} onHelp={help} />}
        {over === 'help' && <HelpSheet onClose={close} />}
      </Suspense>
    </div>
  );
}
