// Stock log shippers for Node: `node ship.mjs SHIPPER URL SERVICE COUNT` writes COUNT lines and ends when they are delivered.
import pino from 'pino';
import pinoElasticsearch from 'pino-elasticsearch';
import winston from 'winston';
import LokiTransport from 'winston-loki';

const [, , shipper, url, service, count] = process.argv;
const levels = ['error', 'warn', 'info', 'debug'];

function write(logger, line) {
  for (let number = 0; number < Number(count); number += 1) {
    line(logger, levels[number % levels.length], `order ${number} of ${service}`);
  }
}

const pinoLine = (logger, level, text) => logger[level](text);

const shippers = {
  async 'pino-elasticsearch'() {
    const stream = pinoElasticsearch({
      index: 'logs-pino', node: `${url}/elasticsearch`, esVersion: 8, opType: 'create', flushBytes: 5000, flushInterval: 100,
    });
    const delivered = new Promise((resolve, reject) => {
      stream.on('insert', resolve);
      for (const trouble of ['error', 'insertError', 'unknown']) stream.on(trouble, reject);
    });
    const logger = pino({ level: 'debug', base: { service }, timestamp: pino.stdTimeFunctions.isoTime }, stream);
    write(logger, pinoLine);
    stream.end();
    const stats = await delivered;
    if (stats.failed) throw new Error(JSON.stringify(stats));
  },
  async 'pino-loki'() {
    const transport = pino.transport({
      target: 'pino-loki', options: { host: url, labels: { service }, batching: { interval: 0.1 }, silenceErrors: false },
    });
    const logger = pino({ level: 'debug', base: undefined }, transport);
    write(logger, pinoLine);
    await new Promise((resolve) => {
      transport.on('close', resolve);
      transport.end();
    });
  },
  async 'winston-loki'() {
    const loki = new LokiTransport({
      host: url, labels: { service }, json: true, interval: 1, level: 'debug', format: winston.format.json(),
      onConnectionError(error) {
        throw error;
      },
    });
    write(winston.createLogger({ level: 'debug', transports: [loki] }), (logger, level, text) => logger.log(level, text));
    await loki.flush();
  },
};

setInterval(() => {}, 1000); // transports that only wait for their worker don't keep the program alive
await shippers[shipper]();
process.exit(0);
