/** Cores in the order of their numbers: 2 before 10. */
export const byNumber = <Core extends { label: string }>(cores: readonly Core[]): Core[] => cores.toSorted((a, b) => Number(a.label) - Number(b.label));
