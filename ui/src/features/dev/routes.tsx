export const devRoutes = [] as const;
