import type { Options, Panel, Values } from '../../../model/dashboard';

/** What every part of the form gets: the panel, and where it goes when something of it changed. */
export type PartProps = { panel: Panel; onChange: (panel: Panel) => void };

/** The panel with some of its options, or of its values, changed. */
export const withOptions = (panel: Panel, options: Partial<Options>): Panel => ({ ...panel, options: { ...panel.options, ...options } });
export const withValues = (panel: Panel, values: Partial<Values>): Panel => ({ ...panel, values: { ...panel.values, ...values } });
