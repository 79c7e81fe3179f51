import type { Schemas } from '@/api/client';
import { thousands } from '@/core/format';

export type Verdict = { tone: 'ok' | 'warning' | 'error'; text: string };

/** The result of a check of the audit chain, in words. */
export function verdictOf(result: Schemas['VerifyView']): Verdict {
  if (!result.ok) {
    const where = result.first_broken === null ? 'The chain is broken' : `The chain is broken at entry ${thousands(result.first_broken)}`;
    return { tone: 'error', text: `${where}: ${result.problem ?? 'it does not fit its hash'}.` };
  }
  const count = result.entries === 1 ? 'The only entry is' : `All ${thousands(result.entries)} entries are`;
  if (result.vouched === result.entries) return { tone: 'ok', text: `${count} as they were written, and signed by this host.` };
  return { tone: 'warning', text: `${count} as they were written; this host’s signature covers ${thousands(result.vouched)} of them.` };
}

/** What was done, as a person would say it: `user.set_password` is "user: set password". */
export function actionWords(action: string): string {
  const [thing = '', act = ''] = action.split('.', 2);
  return act ? `${thing.replaceAll('_', ' ')}: ${act.replaceAll('_', ' ')}` : thing;
}
