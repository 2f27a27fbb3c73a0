/** `twinbench report A B …`: several runs on one page. Whether two of them can be compared is decided as for a gate. */
import path from 'node:path';
import { runsReporters } from '../../reports/runs/index.js';
import type { LeftOut, RunInput, RunsInput } from '../../reports/runs/input.js';
import { MAX_RUNS } from '../../reports/runs/relation.js';
import { ExpectedError } from '../../runtimes/errors.js';
import type { ResultsDocument } from '../contract/document.js';
import { UsageError } from '../contract/errors.js';
import { DEFAULT_POLICY } from '../contract/policy.js';
import type { GateVerdict } from '../contract/verdict.js';
import { gate } from '../gate/gate.js';
import { readSide } from '../history/sides.js';
import { makeFolder, writeWhole } from '../results/results-folder.js';
import { DEFAULT_FORMATS } from './render-reports.js';

export interface RunsRequest {
  /** What the user named: results folders, folders of several, or files. */
  readonly names: readonly string[];
  readonly formats: readonly string[];
  /** Where the page goes; beside the first run's own reports when absent. */
  readonly output: string | undefined;
  readonly say: (text: string) => void;
}

/** What cannot be read is left out, and the page says so. @returns what was written @throws UsageError, FormatError – nothing can be shown; HostError */
export async function reportRuns({ names, formats, output, say }: RunsRequest): Promise<string[]> {
  const chosen = chooseFormats(formats);
  const { input, folder } = await readRuns(names);
  for (const { name, because } of input.leftOut) say(`${name} is left out: ${because}`);
  const target = output ?? folder;
  await makeFolder(target);
  const written: string[] = [];
  for (const { load } of chosen) {
    const file = (await load())(input);
    await writeWhole(path.join(target, file.path), file.content);
    written.push(path.join(target, file.path));
  }
  return written;
}

/** Of what is written where nobody chose, those that hold several runs. @throws UsageError */
function chooseFormats(formats: readonly string[]): typeof runsReporters {
  const known = runsReporters.map(({ id }) => id);
  const isChosen = formats.join() !== DEFAULT_FORMATS.join();
  const wrong = formats.find((format) => isChosen && !known.includes(format));
  if (wrong !== undefined)
    throw new UsageError(
      `several runs are shown as ${known.join(' or ')}, not as ${wrong}: give --format ${known.join(',')}, or one run`,
    );
  return runsReporters.filter(({ id }) => formats.includes(id));
}

interface ReadRuns {
  readonly documents: readonly { readonly name: string; readonly document: ResultsDocument }[];
  readonly leftOut: readonly LeftOut[];
  readonly folder: string;
}

async function readRuns(names: readonly string[]): Promise<{ input: RunsInput; folder: string }> {
  const { documents, leftOut, folder } = await readAll(names);
  const [first] = documents;
  if (first === undefined) throw new UsageError(leftOut.map(({ name, because }) => `${name}: ${because}`).join('\n'));
  if (documents.length > MAX_RUNS)
    throw new UsageError(
      `${documents.length} runs do not fit on one page; name at most ${MAX_RUNS}. How many runs went: twinbench history show`,
    );
  const runs = documents.map(
    ({ name, document }, place): RunInput => ({
      name,
      document,
      verdict: place === 0 ? null : holdAgainst(first.document, document),
    }),
  );
  return { input: { runs, leftOut }, folder };
}

/** One after the other: the first that can be read is what the others are held against, and its folder takes the page. */
async function readAll(names: readonly string[]): Promise<ReadRuns> {
  const known = new Map<string, string>();
  const documents: { name: string; document: ResultsDocument }[] = [];
  const leftOut: LeftOut[] = [];
  let folder: string | undefined;
  for (const name of names) {
    try {
      const side = await readSide(name);
      folder ??= side.folder;
      for (const document of side.documents) {
        const twin = known.get(document.run.id);
        if (twin === undefined) documents.push({ name: nameOne(side.documents, name, document), document });
        else leftOut.push({ name, because: `it is the same run as ${twin}, ${document.run.id}.` });
        known.set(document.run.id, twin ?? name);
      }
    } catch (error) {
      if (!(error instanceof ExpectedError)) throw error;
      leftOut.push({ name, because: error.message });
    }
  }
  return { documents, leftOut, folder: folder ?? '.' };
}

function nameOne({ length }: readonly ResultsDocument[], name: string, { run }: ResultsDocument): string {
  return length === 1 ? name : `${name}, ${run.id}`;
}

/** As two sides of a gate, by the built-in policy: it knows what makes figures incomparable, and claims nothing from one run a side. */
function holdAgainst(first: ResultsDocument, document: ResultsDocument): GateVerdict {
  return gate({
    baseline: { documents: [first] },
    candidate: { documents: [document] },
    design: 'runs',
    policy: DEFAULT_POLICY,
    today: document.run.startedAt.slice(0, 10),
    generator: document.generator,
    seed: 0,
  });
}
