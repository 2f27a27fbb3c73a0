/** What `--version` prints. */
import { describeGenerator } from '../driver/run-record.js';

/** `twinbench 0.1.0 (revision 0123456789ab, modified)`; without a revision where the checkout has none. */
export async function versionLine(): Promise<string> {
  const { name, version, revision, dirty } = await describeGenerator();
  const state = dirty ? ', modified' : '';
  return revision === '' ? `${name} ${version}` : `${name} ${version} (revision ${revision.slice(0, 12)}${state})`;
}
