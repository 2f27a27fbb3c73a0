/** Compiles the TypeScript into dist/ and bundles what runs elsewhere: inside an instance, and inside the report's page. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));

/** Entry → bundle; the bundles are read by runtimes/images and reports/html. */
const BUNDLES = [
  { entry: 'bench/workloads/program/main.ts', outfile: 'dist/bundles/workload.mjs', platform: 'node', format: 'esm' },
  { entry: 'reports/html/client/main.ts', outfile: 'dist/bundles/report-client.js', platform: 'browser', format: 'iife' },
];

export async function build() {
  const compiler = path.join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  const { status } = spawnSync(process.execPath, [compiler, '-p', root], { stdio: ['ignore', 2, 2] });
  if (status !== 0) throw new Error('the TypeScript sources do not compile; see the messages above');
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

if (process.argv[1] === fileURLToPath(import.meta.url)) await build();
