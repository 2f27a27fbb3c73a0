/** Drops files from the host's page cache, by a small C program: Node cannot call posix_fadvise. */
import { nativeProgram } from '../native.js';
import { run } from '../process.js';

const DEADLINE_MS = 60_000;

export interface Dropped {
  readonly fileBytes: number;
  /** What stayed in the cache, because a process has it mapped or the filesystem keeps it. */
  readonly cachedBytes: number;
}

/** @throws CommandError – a file cannot be opened, or no compiler */
export async function dropPageCache(files: readonly string[]): Promise<Dropped> {
  const program = await nativeProgram('drop-page-cache');
  const { stdout } = await run(program, [], { deadlineMs: DEADLINE_MS, input: files.map((file) => `${file}\0`).join('') });
  return parseDropped(stdout);
}

function parseDropped(text: string): Dropped {
  const [, fileBytes, cachedBytes] = /^\{"fileBytes":(\d+),"cachedBytes":(\d+)\}\n$/.exec(text) ?? [];
  if (fileBytes === undefined || cachedBytes === undefined)
    throw new Error(`drop-page-cache said ${JSON.stringify(text.slice(0, 200))}`);
  return { fileBytes: Number(fileBytes), cachedBytes: Number(cachedBytes) };
}
