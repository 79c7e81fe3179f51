import { useMemo } from 'react';
import { usePanelData, type PanelAnswer } from '../data/usePanelData';
import type { Panel } from '../model/dashboard';
import { titled, type Scope } from '../model/interpolation';
import { useBoard } from './BoardContext';

const NO_SCOPE: Scope = {};

/** A panel with its variables put in, and what its queries answer. */
export function usePanel(panel: Panel, scope: Scope, width: number, enabled: boolean): { shown: Panel; answer: PanelAnswer } {
  const { variables, scope: known, time } = useBoard();
  // Before the choices are known a panel has an empty scope of its own: then nothing is asked.
  const answer = usePanelData({ panel, scope: known && scope, variables, time, width, enabled });
  const own = known ? scope : NO_SCOPE;
  const shown = useMemo((): Panel => {
    const { options, title, description } = panel;
    return { ...panel, title: titled(title, own), description: titled(description, own), options: { ...options, content: titled(options.content, own) } };
  }, [panel, own]);
  return { shown, answer };
}
