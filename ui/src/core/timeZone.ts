import { createContext, use } from 'react';
import type { Zone } from './time';

/** The zone all times of the page are written in. The shell provides it from the URL; alone, a part shows browser time. */
export const ZoneContext = createContext<Zone>('local');

export const useZone = (): Zone => use(ZoneContext);
