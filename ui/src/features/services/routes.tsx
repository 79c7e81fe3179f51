export const servicesRoutes = [] as const;
