import { useEffect } from 'react';
import { useMatches } from '@tanstack/react-router';
import { useSetTitle, type PageTitle } from '@/core/pageTitle';

const PRODUCT = 'Sardonyx';

/** The page's name, as it set it itself or as its route has it; the browser's tab follows. */
export function usePageName(): PageTitle {
  const title = useMatches({ select: (matches) => matches.at(-1)?.staticData.title }) ?? PRODUCT;
  const set = useSetTitle();
  const name = set ?? { title };
  useEffect(() => {
    document.title = name.title === PRODUCT ? PRODUCT : `${name.title} · ${PRODUCT}`;
  }, [name.title]);
  return name;
}
