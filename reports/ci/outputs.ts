/** The outputs of a step: what later steps of a GitHub workflow read as `steps.ID.outputs.NAME`. */
import type { GateVerdict } from '../../bench/contract/verdict.js';

/** @param verdictFile as later steps find it */
export function makeOutputs({ status, exitCode, reason }: GateVerdict, verdictFile: string): Record<string, string> {
  return { status, 'exit-code': String(exitCode), reason, 'verdict-file': verdictFile };
}

/** To be appended to the file that GITHUB_OUTPUT names; ends with a newline. Names are ours, values are anybody's. */
export function outputLines(outputs: Readonly<Record<string, string>>): string {
  return Object.entries(outputs)
    .map(([name, value]) => (/[\r\n]/.test(value) ? heredoc(name, value) : `${name}=${value}\n`))
    .join('');
}

/** The delimiter is lengthened until no line of the value could be taken for it. */
function heredoc(name: string, value: string): string {
  let delimiter = 'TWINBENCH_END';
  while (value.includes(delimiter)) delimiter += '_';
  return `${name}<<${delimiter}\n${value}\n${delimiter}\n`;
}
