import type { Value } from '../../panels/model/values';

/** Values by instance and job. */
export const valuesByServer = (values: readonly Value[]): Map<string, number> => new Map(values.map(({ labels, value }) => [`${labels.instance ?? ''} ${labels.job ?? ''}`, value]));
