/** The network stack without a network: HTTP requests to a server in the same process over loopback. */
import { once } from 'node:events';
import type { Agent, IncomingMessage, Server } from 'node:http';
import { seededBytes } from './seeded-bytes.js';
import type { PreparedWorkload, Workload } from './workload.js';

const REQUESTS = 10;
const BODY_BYTES = 1024;

export const loopbackHttp: Workload = {
  definition: {
    id: 'loopback-http',
    version: '1',
    title: 'HTTP over loopback',
    operation: `${String(REQUESTS)} GET requests one after the other on one connection, ${String(BODY_BYTES)} bytes each`,
    parameters: { requests: REQUESTS, bodyBytes: BODY_BYTES },
    usesDisk: false,
  },
  prepare,
};

async function prepare(): Promise<PreparedWorkload> {
  const http = await import('node:http');
  const { crc32 } = await import('node:zlib');
  const body = seededBytes(BODY_BYTES);
  const server = http.createServer((_request, response) => response.end(body)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const port = requirePort(server);
  const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
  const get = async (): Promise<Buffer> => {
    const [response]: IncomingMessage[] = await once(http.get({ host: '127.0.0.1', port, agent }), 'response');
    const chunks: Buffer[] = [];
    if (response !== undefined) for await (const chunk of response) chunks.push(chunk);
    return Buffer.concat(chunks);
  };
  const run = async () => {
    let sum = 0;
    for (let index = 0; index < REQUESTS; index += 1) sum = crc32(await get(), sum);
    return sum.toString(16);
  };
  return { run, expected: '1b84581a', close: () => closeBoth(agent, server) };
}

function requirePort(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the HTTP server listens on no port');
  return address.port;
}

function closeBoth(agent: Agent, server: Server): void {
  agent.destroy();
  server.close();
  server.closeAllConnections();
}
