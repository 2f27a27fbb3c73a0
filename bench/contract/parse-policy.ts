/** The text of a policy file → a policy. Apart from its types, because not every reader of these needs the parser. */
import { parseConfig } from './config-text.js';
import { parseFile } from './parse-file.js';
import { POLICY_VERSION, type Policy, policy } from './policy.js';

/** `fileName` is for messages, and what ends in `.json` is JSON. @throws FormatError */
export function parsePolicy(text: string, fileName: string): Policy {
  const kind = {
    schema: policy,
    title: 'a gate policy',
    version: POLICY_VERSION,
    remedy: 'Fix the policy; docs/schema/policy.schema.json says what it may hold.',
    remedyWhenEmpty: `The shortest policy is { "schemaVersion": ${POLICY_VERSION} }.`,
  };
  return parseFile(text, fileName, kind, parseConfig);
}
