/** What the page's URL holds beside the time range: nothing yet. */
export type CardinalitySearch = Record<never, never>;

export const readCardinalitySearch = (): CardinalitySearch => ({});
