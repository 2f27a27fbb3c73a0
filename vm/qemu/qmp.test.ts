import { Duplex } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { QmpClient, QmpError, type QmpEvent } from './qmp.js';

const GREETING = { QMP: { version: { qemu: { major: 7, minor: 2, micro: 0 }, package: '' }, capabilities: [] } };

/** A QEMU that answers each command by a function of it. */
class FakeQemu extends Duplex {
  readonly commands: string[] = [];
  readonly #answer: (command: { execute: string; id: number }) => unknown;

  constructor(answer: (command: { execute: string; id: number }) => unknown) {
    super();
    this.#answer = answer;
  }

  override _read(): void {
    // Messages come by say() alone.
  }

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    const command = JSON.parse(chunk.toString());
    this.commands.push(command.execute);
    const answer = this.#answer(command);
    if (answer !== undefined) this.say(answer);
    done();
  }

  say(message: unknown): void {
    this.push(`${JSON.stringify(message)}\r\n`);
  }
}

const returning = ({ id }: { id: number }) => ({ return: { status: 'ok' }, id });

describe('QmpClient', () => {
  it('negotiates before anything else and gives back what a command returned', async () => {
    const qemu = new FakeQemu(returning);
    const client = new QmpClient(qemu);
    qemu.say(GREETING);
    await client.connect(1000);
    expect(await client.execute('query-status', 1000)).toEqual({ status: 'ok' });
    expect(qemu.commands).toEqual(['qmp_capabilities', 'query-status']);
  });

  it('tells answers apart by their id', async () => {
    const held: number[] = [];
    const qemu = new FakeQemu(({ id }) => void held.push(id));
    const client = new QmpClient(qemu);
    const answers = Promise.all([client.execute('a', 1000), client.execute('b', 1000)]);
    for (const id of held.reverse()) qemu.say({ return: id, id });
    expect(await answers).toEqual([1, 2]);
  });

  it('stamps events and ignores none', async () => {
    const events: QmpEvent[] = [];
    const qemu = new FakeQemu(returning);
    const client = new QmpClient(qemu, (event) => void events.push(event));
    const before = process.hrtime.bigint();
    qemu.say({ event: 'RESUME', timestamp: { seconds: 1, microseconds: 2 } });
    await client.execute('x', 1000);
    expect(events.map(({ name }) => name)).toEqual(['RESUME']);
    expect(events[0]?.atNs).toBeGreaterThan(before);
  });

  it('fails commands that are refused or late, and all of them when the stream ends', async () => {
    const refusing = new FakeQemu(({ id }) => ({ error: { class: 'GenericError', desc: 'no such thing' }, id }));
    await expect(new QmpClient(refusing).execute('x', 1000)).rejects.toThrow('GenericError: no such thing');
    const silent = new FakeQemu(() => undefined);
    const client = new QmpClient(silent);
    await expect(client.execute('slow', 10)).rejects.toThrow('slow within 10 ms');
    const pending = client.execute('x', 10_000);
    silent.destroy();
    await expect(pending).rejects.toThrow(QmpError);
    await expect(client.connect(10_000)).rejects.toThrow(/QEMU closed it/);
  });

  it('ends at bytes that are no QMP', async () => {
    const qemu = new FakeQemu(() => undefined);
    const client = new QmpClient(qemu);
    const pending = client.execute('x', 10_000);
    qemu.push('garbage\n');
    await expect(pending).rejects.toThrow(/none of QMP/);
  });
});
