import { useCallback } from 'react';
import { useNavigate } from '@tanstack/react-router';

/** Changes the page's part of the URL: a step that Back undoes, or none while somebody types. */
export function useSearchPatch<Search extends object>() {
  const navigate = useNavigate();
  return useCallback(
    (changes: Partial<Search>, replace = false) => void navigate({ to: '.', search: (previous) => ({ ...previous, ...changes }), replace }),
    [navigate],
  );
}
