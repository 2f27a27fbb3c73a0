/** The images of both revisions: made for one comparison, kept while it may still go on, and removed when it is done. */
import { builtinImage } from '../../runtimes/images/builtin.js';
import { findImage, removeImage } from '../../runtimes/images/store.js';
import type { RunRecord } from '../contract/record.js';
import type { Interruption } from '../harness/interruption.js';
import { revisionImage } from '../revisions/revision-image.js';
import type { AbRequest, Revisions } from './request.js';
import type { SidePair, SideSettings } from './side-settings.js';

export class RevisionImages {
  readonly #say: (text: string) => void;
  readonly #digests = new Set<string>();
  #isKept = false;

  constructor(say: (text: string) => void) {
    this.#say = say;
  }

  /** @param begun the comparison that goes on, whose images are taken where they are still there @throws HostError – git or the preparation failed */
  async prepare({ sides, revisions }: AbRequest, begun: RunRecord | undefined, interruption: Interruption): Promise<SidePair> {
    if (revisions === undefined) return sides;
    const [from, to] = revisions.commits;
    const findDigest = (side: string) => begun?.environments.find(({ id }) => id.endsWith(`@${side}`))?.imageDigest;
    const openImage = (commit: string, digest: string | undefined) =>
      interruption.unlessInterrupted(this.#openImage(revisions, commit, digest));
    return {
      a: withImage(sides.a, from, await openImage(from, findDigest('a'))),
      b: withImage(sides.b, to, await openImage(to, findDigest('b'))),
    };
  }

  async #openImage({ project, prepare }: Revisions, commit: string, known: string | undefined): Promise<string> {
    const kept = known === undefined ? undefined : await findImage(known);
    if (kept === undefined) this.#say(`preparing ${commit.slice(0, 12)}`);
    const request = { project, commit, base: await builtinImage(), say: this.#say, ...(prepare !== undefined && { prepare }) };
    const { digest } = kept ?? (await revisionImage(request));
    this.#digests.add(digest);
    return digest;
  }

  /** From now on trials are recorded, which others may follow: what a preparation made may not be made twice. */
  keep(): void {
    this.#isKept = true;
  }

  release(): void {
    this.#isKept = false;
  }

  async remove(): Promise<void> {
    if (this.#isKept) return;
    for (const digest of this.#digests) await removeImage(digest);
  }
}

function withImage(side: SideSettings, commit: string, image: string): SideSettings {
  return { ...side, image, label: commit };
}
