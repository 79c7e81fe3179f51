import type { MouseEvent, ReactNode } from 'react';
import { useRouter } from '@tanstack/react-router';
import { safeUrl } from '../text/markdown/inline';

type Props = { url: string; newTab?: boolean; className?: string; children: ReactNode };

/** A link to an address somebody wrote. Addresses here open in the page, others in a tab of their own; what may not be followed is text. */
export function SafeLink({ url, newTab = false, className, children }: Props) {
  const router = useRouter({ warn: false });
  const address = safeUrl(url);
  if (address === undefined) return <>{children}</>;
  const here = address.startsWith('/');
  const follow = (event: MouseEvent) => {
    if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    router.history.push(address);
  };
  const elsewhere = newTab || /^https?:/i.test(address);
  return (
    <a href={address} className={className} target={elsewhere ? '_blank' : undefined} rel={elsewhere ? 'noreferrer noopener' : undefined} onClick={here && !newTab ? follow : undefined}>
      {children}
    </a>
  );
}
