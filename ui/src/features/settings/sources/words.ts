const PROTOCOLS: Record<string, string> = { otlp_http: 'OTLP over HTTP', otlp_grpc: 'OTLP over gRPC' };

/** A receiver's name in words; the server's own name where we know none. */
export const protocolName = (receiver: string): string => PROTOCOLS[receiver] ?? receiver.replaceAll('_', ' ');
