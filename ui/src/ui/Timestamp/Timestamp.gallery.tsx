import { Timestamp } from './Timestamp';

const NEW_YEAR = 1_767_225_600.12;

export const gallery = {
  title: 'Time stamp',
  group: 'Text' as const,
  render: () => (
    <p>
      <Timestamp at={NEW_YEAR} /> · <Timestamp at={NEW_YEAR} mode="time" /> · <Timestamp at="2026-01-01T00:00:00.120Z" mode="relative" />
    </p>
  ),
};
