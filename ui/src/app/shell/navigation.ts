import { IconArrowBarToDown } from '@tabler/icons-react';

/** The pages of the main navigation, in their order. Only pages that exist. */
export const NAVIGATION = [{ to: '/', label: 'Arriving', icon: IconArrowBarToDown }] as const;
