import { useNavigate, useSearch } from '@tanstack/react-router';

/** What is open beside the list: an id, or `new`. It lives in the address, so a link opens it and Back closes it. */
export function useOpen() {
  const { open } = useSearch({ strict: false }) as { open?: string };
  const navigate = useNavigate();
  return {
    open,
    show: (id: string) => void navigate({ to: '.', search: (previous) => ({ ...previous, open: id }) }),
    close: () => void navigate({ to: '.', search: (previous) => ({ ...previous, open: undefined }) }),
  };
}
