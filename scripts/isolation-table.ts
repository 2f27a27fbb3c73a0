/** `npm run docs:isolation`: probes every environment and every container tool found here, and writes the table of docs/isolation.md. */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type Isolation, type ProbedEnvironment, ROOTLESS_ENVIRONMENT } from '../bench/contract/isolation.js';
import { listenForInterruption } from '../bench/harness/interruption.js';
import { resolveSettings } from '../bench/harness/settings.js';
import { probeAll } from '../bench/isolation/probe-all.js';
import { lookAtHost } from '../bench/isolation/probe-environment.js';
import { parseAnswers } from '../bench/isolation/probes/answers.js';
import { interpret } from '../bench/isolation/probes/interpret.js';
import { temporaryFolder } from '../runtimes/environment.js';
import { nativeProgram } from '../runtimes/native.js';
import { type Column, makeColumn, tableText, withTable } from './isolation/markdown.js';
import { type FoundTool, findTools, formatFailure, TOOLS } from './isolation/tools.js';

const FILE = path.join('docs', 'isolation.md');
const HEADING = '# Isolation\n';
const ENVIRONMENTS = ['bare', 'container', ROOTLESS_ENVIRONMENT, 'vm'];
const HOW: Readonly<Record<string, string>> = {
  bare: 'as root: a chroot, without namespaces, filter or dropped privileges',
  container: 'the built-in runtime, started by root',
  [ROOTLESS_ENVIRONMENT]: 'the same, started by an ordinary user',
};

interface Part {
  readonly columns: readonly Column[];
  readonly missing: readonly string[];
}

function ourPart(isolation: Isolation): Part {
  const vm = isolation.environments.find(({ kind }) => kind === 'vm');
  const accelerator = isolation.accelerator === 'kvm' ? 'KVM' : 'software emulation';
  const vmText = `QEMU ${vm?.runtime.version ?? ''}, ${accelerator}, guest kernel ${vm?.kernelRelease ?? ''}`;
  return {
    columns: isolation.environments.map((one) => makeColumn(one, HOW[one.id] ?? vmText)),
    missing: isolation.notProbed.map(({ environmentId, because }) => `${environmentId} (${because})`),
  };
}

async function toolPart(): Promise<Part> {
  const [found, probe, host] = [await findTools(), await nativeProgram('probe'), await lookAtHost()];
  const folder = mkdtempSync(path.join(temporaryFolder(), 'twinbench-isolation-'));
  const columns: Column[] = [];
  const missing = TOOLS.filter(({ id }) => !found.some((tool) => tool.id === id)).map(({ id }) => `${id} (not installed)`);
  try {
    for (const tool of found) {
      try {
        const answers = parseAnswers(await tool.probe(tool.program, probe, folder));
        columns.push({
          environment: describeEnvironment(tool, interpret('container', answers, host)),
          name: tool.id,
          how: `${tool.version}, ${tool.defaults}`,
        });
      } catch (error) {
        missing.push(`${tool.version} (${formatFailure(error)})`);
      }
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return { columns, missing };
}

function describeEnvironment({ id, version }: FoundTool, found: ReturnType<typeof interpret>): ProbedEnvironment {
  return { id, kind: 'container', runtime: { id, version }, rootless: false, ...found };
}

export async function main(): Promise<void> {
  using interruption = listenForInterruption(console.error);
  const settings = await resolveSettings({}, { environments: ENVIRONMENTS, workloads: [] });
  const isolation = await probeAll({ settings, withPanic: false, interruption, say: console.error });
  const parts = [ourPart(isolation), await toolPart()];
  const table = tableText(
    isolation,
    parts.flatMap(({ columns }) => columns),
    parts.flatMap(({ missing }) => missing),
  );
  const text = existsSync(FILE) ? readFileSync(FILE, 'utf8') : HEADING;
  writeFileSync(FILE, withTable(text, table));
  console.log(`wrote ${FILE}`);
}
