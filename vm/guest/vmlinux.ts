/**
 * Takes the uncompressed kernel out of a bzImage, so that the VMM can enter it directly (PVH) and no guest time goes into
 * decompression. Format: Linux Documentation/arch/x86/boot.rst, fields of the setup header at 0x1f1.
 */
import { readFile } from 'node:fs/promises';
import { gunzipSync } from 'node:zlib';
import { execa } from 'execa';

const BOOT_MAGIC = 'HdrS';
const ELF_MAGIC = Buffer.from('\x7fELF', 'latin1');
const SECTOR_BYTES = 512;
const MAX_KERNEL_BYTES = 512 * 1024 * 1024;
const DECOMPRESS_DEADLINE_MS = 120_000;
/** Xen ELF note that holds the PVH entry point (XEN_ELFNOTE_PHYS32_ENTRY). */
const PVH_NOTE_TYPE = 18;
const PT_NOTE = 4;

interface Compression {
  readonly magic: Buffer;
  /** The build appends the uncompressed size to every format but gzip, which has it already. */
  readonly appendedBytes: number;
  readonly command?: readonly [string, ...string[]];
}

const COMPRESSIONS: readonly Compression[] = [
  { magic: Buffer.from('1f8b', 'hex'), appendedBytes: 0 },
  { magic: Buffer.from('02214c18', 'hex'), appendedBytes: 4, command: ['lz4', '-d', '-c'] },
  { magic: Buffer.from('28b52ffd', 'hex'), appendedBytes: 4, command: ['zstd', '-d', '-c'] },
  { magic: Buffer.from('fd377a585a00', 'hex'), appendedBytes: 4, command: ['xz', '-d', '-c'] },
];

/** The ELF kernel inside `image`; absent when it has no PVH entry or its compression has no tool here: boot the bzImage then. */
export async function extractVmlinux(image: string): Promise<Buffer | undefined> {
  const bytes = await readFile(image);
  const elf = bytes.subarray(0, 4).equals(ELF_MAGIC) ? bytes : await decompress(extractPayload(bytes));
  return elf !== undefined && hasPvhEntry(elf) ? elf : undefined;
}

/** The compressed kernel inside a bzImage; empty for anything else. */
function extractPayload(image: Buffer): Buffer {
  if (image.length < 0x260 || image.toString('latin1', 0x202, 0x206) !== BOOT_MAGIC) return Buffer.alloc(0);
  const setupSectors = image.readUInt8(0x1f1) || 4;
  const start = (setupSectors + 1) * SECTOR_BYTES + image.readUInt32LE(0x248);
  return image.subarray(start, start + image.readUInt32LE(0x24c));
}

async function decompress(payload: Buffer): Promise<Buffer | undefined> {
  const compression = COMPRESSIONS.find(({ magic }) => payload.subarray(0, magic.length).equals(magic));
  if (compression === undefined) return undefined;
  const data = payload.subarray(0, payload.length - compression.appendedBytes);
  if (compression.command === undefined) return gunzipSync(data, { maxOutputLength: MAX_KERNEL_BYTES });
  const [program, ...args] = compression.command;
  const result = await execa(program, args, {
    input: data,
    encoding: 'buffer',
    maxBuffer: MAX_KERNEL_BYTES,
    timeout: DECOMPRESS_DEADLINE_MS,
    reject: false,
  });
  return result.failed ? undefined : Buffer.from(result.stdout);
}

/** Whether a 64-bit ELF kernel has the note by which a VMM enters it without firmware. */
function hasPvhEntry(elf: Buffer): boolean {
  if (elf.length < 64 || !elf.subarray(0, 4).equals(ELF_MAGIC) || elf.readUInt8(4) !== 2) return false;
  const tableOffset = Number(elf.readBigUInt64LE(32));
  const entryBytes = elf.readUInt16LE(54);
  const entries = Array.from({ length: elf.readUInt16LE(56) }, (_, index) => elf.subarray(tableOffset + index * entryBytes));
  return entries.filter((entry) => entry.readUInt32LE(0) === PT_NOTE).some((entry) => notesHavePvh(elf, entry));
}

function notesHavePvh(elf: Buffer, header: Buffer): boolean {
  const start = Number(header.readBigUInt64LE(8));
  const notes = elf.subarray(start, start + Number(header.readBigUInt64LE(32)));
  const align = (bytes: number) => (bytes + 3) & ~3;
  for (let at = 0; at + 12 <= notes.length; ) {
    const nameBytes = notes.readUInt32LE(at);
    const type = notes.readUInt32LE(at + 8);
    if (type === PVH_NOTE_TYPE && notes.toString('latin1', at + 12, at + 12 + 4) === 'Xen\0') return true;
    at += 12 + align(nameBytes) + align(notes.readUInt32LE(at + 4));
  }
  return false;
}
