export const overviewRoutes = [] as const;
