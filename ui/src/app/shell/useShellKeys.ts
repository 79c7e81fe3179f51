import { useNavigate } from '@tanstack/react-router';
import { useComputedColorScheme, useMantineColorScheme } from '@mantine/core';
import { useKeys } from '@/core/keys';
import { focusPageSearch } from '@/core/pageSearch';
import { usePermissions } from '@/core/permissions';
import { ALL_PAGES, offered } from './navigation';

type Open = { palette: () => void; help: () => void };

/** The keys that work on every page, besides those of the time range, which its own controls bring. */
export function useShellKeys(open: Open): void {
  const navigate = useNavigate();
  const permissions = usePermissions();
  const { setColorScheme } = useMantineColorScheme();
  const scheme = useComputedColorScheme('light');
  const pages = offered(ALL_PAGES, permissions).filter(({ key }) => key !== undefined);
  useKeys(pages.map(({ key, label, link }) => ({ keys: `g ${key}`, label, run: () => void navigate(link) })), 'Go to');
  useKeys(
    [
      { keys: 'mod+k', label: 'Search or jump to …', run: open.palette },
      { keys: '/', label: 'Search this page', run: () => focusPageSearch() || open.palette() },
      { keys: 'mod+j', label: 'Light or dark', run: () => setColorScheme(scheme === 'dark' ? 'light' : 'dark') },
      { keys: '?', label: 'All keys of this page', run: open.help },
    ],
    'Everywhere',
  );
}
