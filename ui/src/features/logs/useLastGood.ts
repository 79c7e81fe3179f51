import { useRef } from 'react';

/** The newest data there was: a search that can't be read or fails does not take away what is being read. */
export function useLastGood<T>(data: T | undefined): T | undefined {
  const last = useRef(data);
  if (data !== undefined) last.current = data;
  return last.current;
}
