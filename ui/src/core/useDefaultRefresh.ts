import { useMatches } from '@tanstack/react-router';

/** The refresh rate of the page when the URL names none: live pages say so in their route, all others stand still. */
export function useDefaultRefresh(): string {
  return useMatches({ select: (matches) => matches.at(-1)?.staticData.defaultRefresh }) ?? 'off';
}
