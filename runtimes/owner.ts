/**
 * Who owns what: names that carry a process's identity, so that a later command can tell whether the owner still lives. Where that cannot be
 * told (another PID namespace, another host), nothing of the owner is ever removed or taken over.
 */
import { createHash } from 'node:crypto';
import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import { hasCode } from './errno.js';

/** A process. The tokens are eight hexadecimal digits each. */
export interface Owner {
  readonly pid: number;
  /** Clock ticks after the host's boot at which the process started (/proc/PID/stat, field 22); tells a reused pid apart. */
  readonly startTicks: string;
  /** Of the PID namespace that gives `pid` its meaning, and of the time namespace that gives `startTicks` its own. */
  readonly namespaces: string;
  /** Of the kernel's boot: no process of an earlier one lives. */
  readonly boot: string;
  /** Of the machine, since a folder may be shared by several that boot each for itself. */
  readonly host: string;
}

/** `cannot be judged`: the owner may live, and nothing here could see it. */
export type Judgement = 'alive' | 'dead' | 'cannot be judged';

type Place = Pick<Owner, 'namespaces' | 'boot' | 'host'>;

/** Zombie and dead: such a process does nothing any more, though its parent may never ask for its end. */
const ENDED_STATES = ['Z', 'X'];
const NAME = /^run-(\d+)-(\d+)-([0-9a-f]{8})-([0-9a-f]{8})-([0-9a-f]{8})$/;
/** As Twinbench 0.1 wrote it: nothing tells in which PID namespace or on which host that process was. */
const EARLIER_NAME = /^run-\d+-\d+$/;

/** `run-<pid>-<startTicks>-<namespaces>-<boot>-<host>`. */
export function ownerName({ pid, startTicks, namespaces, boot, host }: Owner): string {
  return ['run', String(pid), startTicks, namespaces, boot, host].join('-');
}

/** Absent when the name is none of today's form. */
export function parseOwnerName(name: string): Owner | undefined {
  const [, pid, startTicks, namespaces, boot, host] = NAME.exec(name) ?? [];
  if (!pid || !startTicks || !namespaces || !boot || !host) return undefined;
  return { pid: Number(pid), startTicks, namespaces, boot, host };
}

export function thisProcess(): Owner {
  const stat = readStat('self');
  if (stat === undefined) throw new Error('cannot read /proc/self/stat; is /proc mounted?');
  return { pid: process.pid, startTicks: stat.startTicks, ...thisPlace() };
}

export function judge(owner: Owner): Judgement {
  const here = thisPlace();
  if (owner.boot !== here.boot) return owner.host === here.host ? 'dead' : 'cannot be judged';
  if (owner.namespaces !== here.namespaces || !procShowsOwnNamespace()) return 'cannot be judged';
  const stat = readStat(String(owner.pid));
  if (stat !== undefined) return stat.startTicks === owner.startTicks && !stat.hasEnded ? 'alive' : 'dead';
  return exists(owner.pid) ? 'cannot be judged' : 'dead';
}

/** Of names in Twinbench's own form, also its earlier one; absent for all others, which are none of our business. */
export function judgeName(name: string): Judgement | undefined {
  const owner = parseOwnerName(name);
  if (owner !== undefined) return judge(owner);
  return isEarlierName(name) ? 'cannot be judged' : undefined;
}

export function isEarlierName(name: string): boolean {
  return EARLIER_NAME.test(name);
}

/** Why the owner of this name cannot be judged, as the end of a sentence. */
export function explainUnjudged(name: string): string {
  const owner = parseOwnerName(name);
  const once = 'or remove it once nothing of Twinbench runs';
  if (owner === undefined) return 'an earlier version of Twinbench made it; remove it once nothing of that version runs';
  const here = thisPlace();
  if (owner.boot !== here.boot) return `it was made on another host; run twinbench clean there, ${once} there`;
  if (owner.namespaces !== here.namespaces)
    return `process ${String(owner.pid)} of another PID namespace made it; run twinbench clean there, ${once} there`;
  return `/proc does not show whether process ${String(owner.pid)} lives; run twinbench clean as its user or as root, ${once}`;
}

/** Whether its pid means the same process here. */
export function isOfThisNamespace(owner: Owner): boolean {
  const here = thisPlace();
  return owner.boot === here.boot && owner.namespaces === here.namespaces;
}

/** Of a PID that /proc hides, as with `hidepid`, the kernel still tells whether there is one. */
function exists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return !hasCode(error, 'ESRCH');
  }
}

function readStat(pid: string): { readonly startTicks: string; readonly hasEnded: boolean } | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const [state = '', ...fields] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return { startTicks: fields[18] ?? '', hasEnded: ENDED_STATES.includes(state) };
  } catch {
    return undefined;
  }
}

let place: Place | undefined;

function thisPlace(): Place {
  place ??= {
    namespaces: token(namespace('pid'), namespace('time')),
    boot: bootId().slice(0, 8),
    // Without a machine id nothing outlives a boot by which this host could be known again.
    host: token(machineId() ?? bootId(), hostname()),
  };
  return place;
}

function token(...parts: readonly string[]): string {
  return createHash('sha256').update(parts.join('\0')).digest('hex').slice(0, 8);
}

/** Empty where the kernel knows no such namespaces. */
function namespace(kind: 'pid' | 'time'): string {
  try {
    return readlinkSync(`/proc/self/ns/${kind}`);
  } catch {
    return '';
  }
}

function bootId(): string {
  return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
}

function machineId(): string | undefined {
  try {
    return /^[0-9a-f]{32}$/m.exec(readFileSync('/etc/machine-id', 'utf8'))?.[0];
  } catch {
    return undefined;
  }
}

/** False after `unshare --pid` without a /proc of its own: its numbers are then those of the namespace outside. */
function procShowsOwnNamespace(): boolean {
  const pids = /^NSpid:\t(.*)$/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1];
  return pids === undefined || pids.trim().split(/\s+/).length === 1;
}
