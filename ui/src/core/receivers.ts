const NAMES: Record<string, string> = {
  otlp_http: 'OTLP over HTTP', otlp_grpc: 'OTLP over gRPC', elasticsearch: 'Elasticsearch bulk', loki: 'Loki push', fluent: 'Fluent Forward', syslog: 'Syslog',
  lines: 'Lines over HTTP', firehose: 'CloudWatch (Firehose)', agent: 'Sardonyx agent', remote_write: 'Remote write', sardonyx: 'Sardonyx itself',
};

/** A protocol's name in words; the server's own name where we know none. */
export const receiverName = (receiver: string): string => NAMES[receiver] ?? receiver.replaceAll('_', ' ');
