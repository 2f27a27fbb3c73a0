/**
 * The npm packages that nearly every command loads, each as one file below dist/node_modules, where compiled code finds it before those that are
 * installed: to open and link their two hundred files takes as long as all else that a command does before its work.
 */
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const PACKAGES = ['execa', 'yargs', 'zod'];
/** As deep as yargs' own file that looks for its words. */
const FILE = 'lib/bundled/index.mjs';
const WORDS = 'locales';
/** Parts that are CommonJS ask for Node's own modules by it. */
const REQUIRE = "import { createRequire as requireFrom } from 'node:module';\nconst require = requireFrom(import.meta.url);";

export async function bundlePackages(root) {
  const { build: bundle } = await import('esbuild');
  for (const name of PACKAGES) {
    const [installed, bundled] = ['node_modules', 'dist/node_modules'].map((folder) => path.join(root, folder, name));
    rmSync(bundled, { recursive: true, force: true });
    await bundle({
      absWorkingDir: root,
      entryPoints: [name],
      outfile: path.join(bundled, FILE),
      platform: 'node',
      format: 'esm',
      bundle: true,
      banner: { js: REQUIRE },
      target: 'node20',
      legalComments: 'inline',
      logLevel: 'warning',
    });
    describe(installed, bundled);
    if (existsSync(path.join(installed, WORDS)))
      cpSync(path.join(installed, WORDS), path.join(bundled, WORDS), { recursive: true });
  }
}

function describe(installed, bundled) {
  const { name, version, license } = JSON.parse(readFileSync(path.join(installed, 'package.json'), 'utf8'));
  mkdirSync(bundled, { recursive: true });
  const text = JSON.stringify({ name, version, license, type: 'module', exports: `./${FILE}` });
  writeFileSync(path.join(bundled, 'package.json'), `${text}\n`);
}
