/** How bad something is, best first. `unknown` means that nothing was reported: it is neither good nor bad. */
export const SEVERITIES = ['unknown', 'ok', 'maintenance', 'info', 'warning', 'error', 'critical'] as const;
export type Severity = (typeof SEVERITIES)[number];

const WORD: Record<Severity, string> = {
  unknown: 'No data',
  ok: 'Healthy',
  maintenance: 'Maintenance',
  info: 'Info',
  warning: 'Warning',
  error: 'Error',
  critical: 'Critical',
};

/** What people call it. */
export const severityWord = (severity: Severity): string => WORD[severity];

/** 0 for the best; larger is worse. */
export const severityRank = (severity: Severity): number => SEVERITIES.indexOf(severity);

/** The token that fills dots, bars and bands of a severity. */
export const severityToken = (severity: Severity): string => `--${severity}-fill`;

/** Whether somebody should look at it. */
export const isBad = (severity: Severity): boolean => severityRank(severity) >= severityRank('warning');

/** The worst of several; `unknown` when there are none. */
export function worstOf(severities: readonly Severity[]): Severity {
  return severities.reduce<Severity>((worst, each) => (severityRank(each) > severityRank(worst) ? each : worst), 'unknown');
}

/** Shares of failing requests from which a number is worth a colour. */
const BAD_RATIO = 0.05;
const DOUBTFUL_RATIO = 0.01;

/** The tone of an error rate: none while it is small or unknown. */
export function errorTone(ratio: number | null | undefined): 'error' | 'warning' | undefined {
  if (ratio === null || ratio === undefined || ratio < DOUBTFUL_RATIO) return undefined;
  return ratio >= BAD_RATIO ? 'error' : 'warning';
}
