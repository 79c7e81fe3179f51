import type { ReactNode } from 'react';
import { useIsWanted } from './search';

type Props = {
  /** By which it is found, beside the words of its label. */
  words: string;
  className?: string;
  children: ReactNode;
};

/** A part of the form that the search above finds or leaves out. */
export function Setting({ words, className, children }: Props) {
  return useIsWanted(words) ? (
    <div data-setting className={className}>
      {children}
    </div>
  ) : null;
}
