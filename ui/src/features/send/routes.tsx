export const sendRoutes = [] as const;
