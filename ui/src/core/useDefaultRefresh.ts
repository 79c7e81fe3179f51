import { useMatches } from '@tanstack/react-router';
import { useSetDefaults } from './pageDefaults';

/** The refresh rate of the page when the URL names none: live pages say so in their route or set it when they are there, all others stand still. */
export function useDefaultRefresh(): string {
  const set = useSetDefaults();
  const ofRoute = useMatches({ select: (matches) => matches.at(-1)?.staticData.defaultRefresh });
  return set?.refresh ?? ofRoute ?? 'off';
}
