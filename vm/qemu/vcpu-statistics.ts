/** What QEMU says of its vCPUs: the threads that they are, and what KVM counts of them. */
import * as z from 'zod';

const vcpus = z.array(z.object({ 'thread-id': z.number().int().positive() }));

/** Thread ids from the answer to `query-cpus-fast`; none when it is another answer. */
export function parseVcpuThreads(answer: unknown): number[] {
  const parsed = vcpus.safeParse(answer);
  return parsed.success ? parsed.data.map((vcpu) => vcpu['thread-id']) : [];
}

/** Of every vCPU, since its start; QEMU 7.1 and newer, and KVM alone. */
export const EXITS_QUERY = { target: 'vcpu', providers: [{ provider: 'kvm', names: ['exits'] }] } as const;

const statistics = z.array(z.object({ stats: z.array(z.object({ name: z.string(), value: z.unknown() })) }));

/** Sum over all vCPUs from the answer to `query-stats`; undefined when it holds none, as without KVM. */
export function parseExits(answer: unknown): number | undefined {
  const parsed = statistics.safeParse(answer);
  if (!parsed.success) return undefined;
  const values = parsed.data.flatMap(({ stats }) => stats).filter(({ name }) => name === 'exits');
  const counts = values.map(({ value }) => value).filter((value) => typeof value === 'number' && Number.isFinite(value));
  return counts.length === 0 ? undefined : counts.reduce<number>((sum, count) => sum + Number(count), 0);
}
