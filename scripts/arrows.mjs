/** The arrows between rooms: refuses those that `.dependency-cruiser.mjs` forbids, and prints which room imports which, as a table. */
import { cruise } from 'dependency-cruiser';
import extractDepcruiseOptions from 'dependency-cruiser/config-utl/extract-depcruise-options';
import extractTSConfig from 'dependency-cruiser/config-utl/extract-ts-config';
import { root } from './setup.mjs';

const FOLDERS = ['runtimes', 'vm', 'bench', 'reports', 'scripts', 'tests'];

process.chdir(root);
const options = await extractDepcruiseOptions('./.dependency-cruiser.mjs');
const { output } = await cruise(FOLDERS, options, undefined, { tsConfig: extractTSConfig('tsconfig.json') });
for (const line of tableOf(output.modules)) console.log(line);
const { violations } = output.summary;
for (const { rule, from, to } of violations) console.error(`${rule.name}: ${from} → ${to}`);
process.exitCode = violations.length === 0 ? 0 : 1;

/** A folder of bench/ is a room; elsewhere the top folder is. */
function roomOf(file) {
  const [top, folder] = file.split('/');
  return top === 'bench' ? `bench/${folder}` : top;
}

function isProduct(file) {
  return FOLDERS.includes(file.split('/')[0]) && !/\.test\.ts$|\/fixtures\/|^tests\//.test(file);
}

/** One line for each room: how many files it has, and from which rooms it imports how many. */
function tableOf(modules) {
  const rooms = new Map();
  for (const { source, dependencies } of modules.filter((module) => isProduct(module.source))) {
    const room = rooms.get(roomOf(source)) ?? { files: 0, imports: new Map() };
    rooms.set(roomOf(source), room);
    room.files += 1;
    const files = dependencies.filter(({ coreModule }) => !coreModule).map(({ resolved }) => resolved);
    const others = files.filter((file) => isProduct(file) && roomOf(file) !== roomOf(source));
    for (const other of others) room.imports.set(roomOf(other), (room.imports.get(roomOf(other)) ?? 0) + 1);
  }
  return [...rooms].sort(([a], [b]) => a.localeCompare(b)).map(([name, room]) => rowOf(name, room));
}

function rowOf(name, { files, imports }) {
  const arrows = [...imports].sort(([, a], [, b]) => b - a).map(([other, count]) => `${other.replace('bench/', '')} ${count}`);
  return `${name.padEnd(20)}${String(files).padStart(4)} files  → ${arrows.join(', ') || '–'}`;
}
