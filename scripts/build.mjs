/** Compiles the TypeScript into dist/ and bundles what runs elsewhere: inside an instance, and inside the report's page; and packages that load slowly. */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundlePackages } from './bundled-packages.mjs';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));

/** Entry → bundle; the bundles are read by runtimes/images and reports/html. */
const BUNDLES = [
  { entry: 'bench/workloads/program/main.ts', outfile: 'dist/bundles/workload.mjs', platform: 'node', format: 'esm' },
  { entry: 'reports/html/client/main.ts', outfile: 'dist/bundles/report-client.js', platform: 'browser', format: 'iife' },
  { entry: 'reports/html/client/charting.ts', outfile: 'dist/bundles/charting.js', platform: 'browser', format: 'iife' },
  { entry: 'reports/html/client/trend.ts', outfile: 'dist/bundles/trend-client.js', platform: 'browser', format: 'iife' },
];

/** Compiles and bundles everything. @throws Error – a source does not compile */
export async function build() {
  const startSeconds = Date.now() / 1000;
  compile();
  dropOrphans(path.join(root, 'dist'), root);
  await bundleAll();
  await bundlePackages(root);
  markBuilt(startSeconds);
}

function compile() {
  const compiler = path.join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  const { status } = spawnSync(process.execPath, [compiler, '-p', root], { stdio: ['ignore', 2, 2] });
  if (status !== 0) throw new Error('the TypeScript sources do not compile; see the messages above');
}

async function bundleAll() {
  const { build: bundle } = await import('esbuild');
  for (const { entry, outfile, platform, format } of BUNDLES.filter((one) => existsSync(path.join(root, one.entry)))) {
    await bundle({
      absWorkingDir: root,
      entryPoints: [entry],
      outfile,
      platform,
      format,
      bundle: true,
      minify: true,
      target: platform === 'node' ? 'node20' : 'es2022',
      legalComments: 'inline',
      logLevel: 'warning',
    });
  }
}

/** Removes what was compiled from sources that are gone, so that no deleted test runs. Only with its map beside it did we make a file. */
export function dropOrphans(dist, sources) {
  const compiled = filesIn(dist).filter((name) => name.endsWith('.js') && existsSync(path.join(dist, `${name}.map`)));
  for (const name of compiled.filter((one) => !existsSync(path.join(sources, one.replace(/\.js$/, '.ts'))))) {
    rmSync(path.join(dist, name));
    rmSync(path.join(dist, `${name}.map`));
  }
}

/** Relative to the folder; does not follow links, which may lead out of it. */
function filesIn(folder, below = '') {
  const entries = readdirSync(path.join(folder, below), { withFileTypes: true });
  return entries.flatMap((entry) => {
    const name = path.join(below, entry.name);
    return entry.isDirectory() ? filesIn(folder, name) : [name];
  });
}

/** `dist/.built` carries the time at which the build began: a source saved meanwhile is newer. See setup.mjs. */
function markBuilt(startSeconds) {
  const stamp = path.join(root, 'dist', '.built');
  writeFileSync(stamp, '');
  utimesSync(stamp, startSeconds, startSeconds);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await build();
