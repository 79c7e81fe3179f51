import type { MaskingRule } from './api';

export const ACTION_WORDS: Record<MaskingRule['action'], string> = { redact: 'replaced', hash: 'hashed', drop: 'dropped' };
