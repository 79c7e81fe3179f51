import type { Finding } from '@/ui/Findings/words';

/** A service with its figures over a range. Missing figures mean that nothing was measured. */
export type ServiceRow = {
  name: string;
  environments: readonly string[];
  version: string;
  requests_per_second: number;
  error_ratio: number | null;
  p50_ms: number | null;
  p95_ms: number | null;
  p99_ms: number | null;
  logs: Readonly<Record<string, number>>;
  last_seen: string | null;
  /** What is wrong with it, the worst first. */
  findings: readonly Finding[];
  /** Its p95 over time. */
  history: (number | null)[];
};
