import { useEffect, useState } from 'react';
import { useStatus } from '@/api/useStatus';
import { appendSample, toSample, type Sample } from './rates';

// Outlives the page, so that coming back to it shows the last minutes at once.
let kept: readonly Sample[] = [];

/** The recent past of the server's counters, one sample per status answer. */
export function useSamples() {
  const status = useStatus();
  const [samples, setSamples] = useState(kept);
  const { data, dataUpdatedAt } = status;
  useEffect(() => {
    if (!data) return;
    kept = appendSample(kept, toSample(data, dataUpdatedAt));
    setSamples(kept);
  }, [data, dataUpdatedAt]);
  return { status, samples };
}
