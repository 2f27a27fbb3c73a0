/** Writes cpio archives in the `newc` format, as the kernel takes them for an initramfs (Documentation/driver-api/early-userspace/buffer-format.rst). */

export type CpioEntry =
  | { readonly kind: 'directory'; readonly path: string; readonly mode: number }
  | { readonly kind: 'file'; readonly path: string; readonly mode: number; readonly content: Uint8Array }
  | {
      readonly kind: 'character-device';
      readonly path: string;
      readonly mode: number;
      readonly major: number;
      readonly minor: number;
    };

const TYPE_BITS = { directory: 0o040000, file: 0o100000, 'character-device': 0o020000 } as const;
const ALIGNMENT = 4;

/** The archive of entries in the given order, all owned by root and without times: equal entries give equal bytes. */
export function writeCpio(entries: readonly CpioEntry[]): Buffer {
  const parts = entries.flatMap((entry, index) => encodeEntry(entry, index + 1));
  return Buffer.concat([...parts, ...encodeMember('TRAILER!!!', { links: 1 })]);
}

interface Member {
  readonly inode?: number;
  readonly mode?: number;
  readonly links: number;
  readonly major?: number;
  readonly minor?: number;
  readonly content?: Uint8Array;
}

function encodeEntry(entry: CpioEntry, inode: number): Buffer[] {
  return encodeMember(entry.path, {
    inode,
    mode: TYPE_BITS[entry.kind] | entry.mode,
    links: entry.kind === 'directory' ? 2 : 1,
    ...(entry.kind === 'file' ? { content: entry.content } : {}),
    ...(entry.kind === 'character-device' ? { major: entry.major, minor: entry.minor } : {}),
  });
}

function encodeMember(name: string, member: Member): Buffer[] {
  const content = member.content ?? new Uint8Array(0);
  const nameBytes = Buffer.from(`${name}\0`);
  const { inode = 0, mode = 0, links, major = 0, minor = 0 } = member;
  // ino, mode, uid, gid, nlink, mtime, filesize, devmajor, devminor, rdevmajor, rdevminor, namesize, check
  const fields = [inode, mode, 0, 0, links, 0, content.length, 0, 0, major, minor, nameBytes.length, 0];
  const header = Buffer.from(`070701${fields.map((field) => field.toString(16).padStart(8, '0')).join('')}`);
  return [padded(Buffer.concat([header, nameBytes])), padded(content)];
}

function padded(bytes: Uint8Array): Buffer {
  return Buffer.concat([bytes, Buffer.alloc((ALIGNMENT - (bytes.length % ALIGNMENT)) % ALIGNMENT)]);
}
