/** An image of one static program, the probe: needs nothing else inside, so that every way to run an image can run it. */
import { chmod, copyFile } from 'node:fs/promises';
import path from 'node:path';
import { nativeProgram } from '../native.js';
import type { Image } from './image.js';
import { addImage } from './store.js';

/** Path inside the image. */
export const PROBE = '/probe';

const PROGRAM_MODE = 0o555;
const FOLDER_MODE = 0o755;

/** @throws CommandError – no compiler, or it refused */
export async function probeImage(): Promise<Image> {
  const program = await nativeProgram('probe');
  return addImage({ argv: [PROBE, 'facts'], env: {}, cwd: '/' }, async (rootfs) => {
    await chmod(rootfs, FOLDER_MODE);
    await copyFile(program, path.join(rootfs, PROBE));
    await chmod(path.join(rootfs, PROBE), PROGRAM_MODE);
  });
}
