import { useMemo } from 'react';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useTimeRange } from '@/core/useTimeRange';
import type { AuditFilter } from './api';

type Search = { action?: string; actor?: string; object?: string; when?: string; from?: string; to?: string };

/** What may be set; `when: 'range'` bounds by the time range of the page, undefined is all of time. */
export type AuditSearch = { action?: string; actor?: string; object?: string; when?: string };

/** The filter of the audit trail, as the address has it. */
export function useAuditFilter() {
  const { action, actor, object, when, from, to } = useSearch({ strict: false }) as Search;
  const time = useTimeRange();
  const navigate = useNavigate();
  const filter = useMemo<AuditFilter>(() => {
    const bounds = when === 'range' ? time.resolve() : undefined;
    const iso = (seconds: number | undefined) => (seconds === undefined ? undefined : new Date(seconds * 1000).toISOString());
    return { action, actor, object, start: iso(bounds?.start), end: iso(bounds?.end) };
  }, [action, actor, object, when, from, to]);
  return {
    filter,
    inRange: when === 'range',
    set: (changes: AuditSearch) => void navigate({ to: '.', search: (previous) => ({ ...previous, ...changes }) }),
  };
}
