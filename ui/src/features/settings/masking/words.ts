import type { MaskingRule } from './api';

export const ACTION_WORDS: Record<MaskingRule['action'], string> = { redact: 'replaced', hash: 'hashed', format_hash: 'hashed in its form', partial: 'partly replaced', drop: 'dropped' };
