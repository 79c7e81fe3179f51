import type { Schemas as Written } from '@/api/client';

/** As the client answers: lists of a fixed length are lists of any length to it. */
type Answered<T> = T extends readonly (infer Item)[] ? Answered<Item>[] : T extends object ? { [Key in keyof T]: Answered<T[Key]> } : T;
type Schemas = { [Name in keyof Written]: Answered<Written[Name]> };

/** What the API of health speaks of, by the names the pages use. */
export type State = Schemas['MonitorRow']['state'];
export type Outcome = ResultView['outcome'];
export type MonitorRef = Schemas['MonitorName'];
export type Traffic = Schemas['TrafficView'];
export type VantageView = MonitorRow['vantages'][number];
/** `latency`: epoch seconds, and the seconds a check took or null where it failed. */
export type MonitorRow = Schemas['MonitorRow'];
export type MonitorDetail = Omit<Schemas['MonitorDetail'], 'spec'> & { spec: MonitorSpec };
export type Neighbour = Schemas['MonitorNamed'];
export type MonitorSpec = { name: string; check: { kind: string } & Record<string, unknown> } & Record<string, unknown>;
export type ConditionView = Schemas['ConditionView'];
export type EvidenceView = Schemas['EvidenceView'];
export type ResultView = Schemas['ResultView'];
/** `points`: epoch seconds, median, p95 and longest in seconds; `failures`: epoch seconds and how many. */
export type LatencyAnswer = Schemas['LatencyResponse'];
export type Transition = Schemas['TransitionView'];
export type HistoryAnswer = Schemas['HistoryResponse'];
export type DaySeconds = Schemas['DaySecondsView'];
