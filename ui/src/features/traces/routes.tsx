export const tracesRoutes = [] as const;
