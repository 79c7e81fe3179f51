import { ApiError } from '@/api/problem';
import { Failure } from './Failure';

const error = new ApiError(422, 'The query was refused', 'Field “durations” is unknown; did you mean “duration”?');

export const gallery = { title: 'Failure', group: 'Feedback' as const, render: () => <Failure error={error} onRetry={() => undefined} /> };
