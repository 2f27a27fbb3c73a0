/** Finds programs on this host without starting them. */
import { accessSync, closeSync, constants, openSync, readSync } from 'node:fs';
import path from 'node:path';

/** Administration programs such as mke2fs are there, and Debian leaves these folders out of an ordinary user's PATH. */
const SYSTEM_FOLDERS = ['/usr/local/sbin', '/usr/sbin', '/sbin'];

/** Absolute path of an executable, from PATH and the system's own folders; undefined when there is none. */
export function findProgram(name: string): string | undefined {
  const folders = [...(process.env['PATH'] ?? '').split(':'), ...SYSTEM_FOLDERS];
  return folders
    .filter((folder) => path.isAbsolute(folder))
    .map((folder) => path.join(folder, name))
    .find(isExecutable);
}

/** A busybox that runs in a root filesystem without libraries; undefined when there is none. */
export function findStaticBusybox(): string | undefined {
  const file = findProgram('busybox');
  return file !== undefined && !needsInterpreter(file) ? file : undefined;
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

const HEADER_BYTES = 4096;
const PROGRAM_HEADER_INTERPRETER = 3;

/** Whether a 64-bit ELF file names a dynamic loader (PT_INTERP; System V ABI, program header). */
function needsInterpreter(file: string): boolean {
  const header = Buffer.alloc(HEADER_BYTES);
  const descriptor = openSync(file, 'r');
  readSync(descriptor, header, 0, HEADER_BYTES, 0);
  closeSync(descriptor);
  const tableOffset = Number(header.readBigUInt64LE(32));
  const entryBytes = header.readUInt16LE(54);
  const offsets = Array.from({ length: header.readUInt16LE(56) }, (_, index) => tableOffset + index * entryBytes);
  return offsets.some((at) => at + 4 <= HEADER_BYTES && header.readUInt32LE(at) === PROGRAM_HEADER_INTERPRETER);
}
