import { useMantineColorScheme } from '@mantine/core';
import { useClipboard } from '@mantine/hooks';
import { IconClock, IconDeviceDesktop, IconKey, IconKeyboard, IconLink, IconLogout, IconMoon, IconRefresh, IconSun, IconWorld, IconZoomOut } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { signOut, useSession } from '@/api/useSession';
import { settingsLink } from '@/core/links';
import { usePermissions } from '@/core/permissions';
import { describeRange, PRESETS } from '@/core/time';
import { useTimeRange } from '@/core/useTimeRange';
import { toast } from '@/ui/toast';
import type { Entry } from './entry';

/** What can be done from anywhere. */
export function useActions(onHelp: () => void): Entry[] {
  const { set, zoomOut, setZone, zone } = useTimeRange();
  const { setColorScheme } = useMantineColorScheme();
  const { copy } = useClipboard();
  const queries = useQueryClient();
  const { data: session } = useSession();
  const permissions = usePermissions();
  const action = (id: string, label: string, icon: Entry['icon'], go: Entry['go'], more: Partial<Entry> = {}): Entry => ({ id, group: 'Actions', label, icon, go, ...more });
  const other = zone === 'utc' ? 'local' : 'utc';
  const copyLink = () => {
    copy(location.href);
    toast({ title: 'Link copied' });
  };
  return [
    ...PRESETS.map((preset): Entry => {
      const range = { from: `now-${preset}`, to: 'now' };
      return { id: `range:${preset}`, group: 'Time range', label: describeRange(range, 'local'), icon: IconClock, go: () => set(range), keywords: `${preset} time range` };
    }),
    { id: 'range:wider', group: 'Time range', label: 'Zoom out', icon: IconZoomOut, go: zoomOut, keys: 'shift+-' },
    action('zone', other === 'utc' ? 'Show times in UTC' : 'Show times of this browser', IconWorld, () => setZone(other), { keywords: 'time zone local utc' }),
    action('refresh', 'Refresh now', IconRefresh, () => void queries.invalidateQueries(), { keys: '.', keywords: 'reload' }),
    action('copy-link', 'Copy link to this picture', IconLink, copyLink, { keywords: 'share url address' }),
    action('scheme:light', 'Light colours', IconSun, () => setColorScheme('light'), { keywords: 'theme scheme bright mode' }),
    action('scheme:dark', 'Dark colours', IconMoon, () => setColorScheme('dark'), { keywords: 'theme scheme night mode' }),
    action('scheme:auto', 'Colours of the system', IconDeviceDesktop, () => setColorScheme('auto'), { keywords: 'theme scheme auto' }),
    ...(permissions.includes('tokens:manage')
      ? [
          action('token', 'Create an API token', IconKey, settingsLink('tokens', 'new'), { keywords: 'new' }),
          action('ingest-key', 'Create an ingest key', IconKey, settingsLink('ingest-keys', 'new'), { keywords: 'new' }),
        ]
      : []),
    action('keys', 'Keys of this page', IconKeyboard, onHelp, { keys: '?', keywords: 'help shortcuts keyboard hotkeys' }),
    ...(session?.principal?.kind === 'user' ? [action('sign-out', 'Sign out', IconLogout, () => void signOut(), { keywords: 'log out leave' })] : []),
  ];
}
