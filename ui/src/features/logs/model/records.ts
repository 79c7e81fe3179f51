import type { Schemas } from '@/api/client';
import { toLevel } from '@/core/levels';
import { toSeconds } from '@/core/time';
import type { LogLineRow } from '@/ui/LogLines/types';

export type LogRecord = Schemas['LogRow'];

/** What a list asks for: only the fields that lines and columns show, because fewer are read and sent faster. */
export type ListedRecord = Pick<LogRecord, 'id' | 'timestamp' | 'level' | 'service' | 'body' | 'trace_id'> & Partial<LogRecord>;

/** A record of the server, ready for the list. */
export type Line = LogLineRow & { record: ListedRecord };

export function toLine(record: ListedRecord): Line {
  const { id, timestamp, level, service, body, trace_id } = record;
  return { id, seconds: toSeconds(timestamp), level: toLevel(level), service, body, traced: trace_id !== '', record };
}

/** One `log` event of the tail. */
export const parseLine = (data: string): Line => toLine(JSON.parse(data) as LogRecord);

const NAMED = ['level', 'severity_number', 'severity_text', 'service', 'environment', 'version', 'trace_id', 'span_id', 'user_id', 'request_id', 'event'] as const;
/** The server's columns that lines need, and those that extra columns may need. */
export const LINE_COLUMNS = ['level', 'service', 'body', 'trace_id'] as const;
export const ALL_COLUMNS = [...LINE_COLUMNS, 'environment', 'version', 'severity_number', 'severity_text', 'span_id', 'user_id', 'request_id', 'event', 'attributes', 'resource', 'scope'] as const;

const SAME: Record<string, (typeof NAMED)[number]> = { env: 'environment', 'deployment.environment.name': 'environment', 'service.name': 'service', 'service.version': 'version' };

/** What a record has under the name of a field, as the search language reads it: named fields, attributes, resource, scope. */
export function fieldValue(record: ListedRecord, field: string): string {
  const named = NAMED.find((name) => name === (SAME[field] ?? field));
  if (named) return String(record[named] ?? '');
  if (field === 'message') return record.body;
  if (field === 'scope') return record.scope?.name ?? '';
  const [place, ...rest] = field.split('.');
  const inside = { attr: record.attributes, resource: record.resource, scope: record.scope }[place!]?.[rest.join('.')];
  return inside ?? record.attributes?.[field] ?? record.resource?.[field] ?? record.scope?.[field] ?? '';
}

export const lineValue = (line: Line, field: string): string => fieldValue(line.record, field);

/** The value of a filter: levels are written small, whatever the sender called them. */
export const filterValue = (field: string, value: string): string => (field === 'level' ? toLevel(value) : value);

export type FieldGroup = { title: string; fields: [string, string][] };

/** Everything a record holds, under the names one searches by. Empty ones and repetitions of named fields are left out. */
export function fieldGroups(record: LogRecord): FieldGroup[] {
  const { level, service, environment, version, trace_id, span_id, request_id, user_id, event } = record;
  const named = Object.entries({ level, service, env: environment, version, trace_id, span_id, request_id, user_id, event, scope: record.scope.name ?? '' });
  const repeated = new Set(['service.name', 'service.version', 'deployment.environment.name']);
  const attributes = Object.entries(record.attributes).filter(([name, value]) => !(name === 'user.id' && value === user_id) && !(name === 'request.id' && value === request_id));
  const groups = [
    { title: 'Record', fields: named },
    { title: 'Attributes', fields: attributes },
    { title: 'Resource', fields: Object.entries(record.resource).filter(([name]) => !repeated.has(name)) },
  ];
  return groups.map(({ title, fields }) => ({ title, fields: fields.filter(([, value]) => value !== '') })).filter(({ fields }) => fields.length > 0);
}
