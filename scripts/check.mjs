/** `npm run check`: types, lint, format, unused code, arrows between rooms, published schemas, versions of workloads, C warnings; everything in parallel, every complaint shown. */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { root } from './setup.mjs';
import { withDependencies, withPackages } from './testing.mjs';

const bin = (name) => path.join(root, 'node_modules', '.bin', name);

const C_FLAGS = [
  '-std=c11',
  '-O2',
  '-D_GNU_SOURCE',
  '-Wall',
  '-Wextra',
  '-Werror',
  '-fanalyzer',
  '-Wshadow',
  '-Wstrict-prototypes',
  '-Wmissing-prototypes',
  '-Wformat=2',
  '-Wvla',
  // Given to scripts/bench-self/stamped.c when it is compiled.
  '-DTARGET="/"',
];

const CHECKS = [
  { name: 'build', command: [process.execPath, 'scripts/build.mjs'] },
  {
    name: 'client types',
    command: [bin('tsc'), '--noEmit', '-p', 'reports/html/client'],
    when: 'reports/html/client/tsconfig.json',
  },
  { name: 'format and lint', command: [bin('biome'), 'check', '--error-on-warnings', '.'] },
  { name: 'unused code', command: [bin('knip')] },
  { name: 'code that tests alone use', command: [bin('knip'), '--production', '--include', 'files,exports'] },
  { name: 'promises and sizes', command: [bin('eslint'), '--max-warnings=0', '.'] },
  { name: 'arrows', command: [process.execPath, 'scripts/arrows.mjs'], shown: true },
  { name: 'width of Markdown', command: [process.execPath, 'scripts/markdown-width.mjs'] },
  ...['runtimes', 'scripts'].flatMap((folder) => cWarnings(folder)),
];

/** Every C file below the folder: what the product compiles, and what measures or tests it. */
function cWarnings(folder) {
  const sources = readdirSync(path.join(root, folder), { recursive: true }).filter((file) => file.endsWith('.c'));
  return sources.map((file) => ({
    name: `C warnings: ${path.join(folder, file)}`,
    command: ['cc', ...C_FLAGS, '-c', '-o', '/dev/null', path.join(folder, file)],
  }));
}

function runCheck({ name, command: [program, ...args], shown = false }) {
  return new Promise((resolve) => {
    const child = spawn(program, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
    const output = [];
    child.stdout.on('data', (chunk) => output.push(chunk));
    child.stderr.on('data', (chunk) => output.push(chunk));
    child.on('error', (error) => resolve({ name, ok: false, text: String(error) }));
    child.on('close', (code) => resolve({ name, ok: code === 0, shown, text: Buffer.concat(output).toString() }));
  });
}

/** Two at a time: most machines that develop this have few cores, and the analyser alone fills one. */
async function runAll(checks) {
  const queue = [...checks];
  const results = [];
  const worker = async () => {
    for (let check = queue.shift(); check !== undefined; check = queue.shift()) results.push(await runCheck(check));
  };
  await Promise.all([worker(), worker()]);
  return results;
}

/** These read what the build wrote. */
const AFTER_BUILD = [
  { name: 'published schemas', command: [process.execPath, 'dist/scripts/schema.js', '--check'] },
  { name: 'versions of workloads', command: [process.execPath, 'scripts/workload-versions.mjs', '--check'] },
];

/** What knows how to install a compiler must itself be built first. */
async function installCompiler() {
  if (spawnSync('cc', ['--version'], { stdio: 'ignore' }).status === 0) return;
  await withPackages(
    ({ CHECK_PACKAGES }) => CHECK_PACKAGES,
    () => 0,
  );
}

async function checkAll() {
  await installCompiler();
  const results = await runAll(CHECKS.filter((check) => check.when === undefined || existsSync(path.join(root, check.when))));
  results.push(...(await runAll(AFTER_BUILD)));
  for (const { name, ok, shown, text } of results) {
    if (!ok) process.stdout.write(`\n✗ ${name}\n${text}\n`);
    else if (shown) process.stdout.write(`\n${name}\n${text}\n`);
  }
  const failed = results.filter((result) => !result.ok);
  process.stdout.write(`${results.length - failed.length} checks passed, ${failed.length} failed\n`);
  return failed.length === 0 ? 0 : 1;
}

await withDependencies(checkAll);
