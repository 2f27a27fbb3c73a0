import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { parseRequirements } from '../../bench/contract/parse-requirements.js';
import { CHOICE_FIELDS, NUMBER_FIELDS } from './fields.js';
import { PRESETS } from './presets.js';
import { formatState, toFieldValues } from './state.js';

const folder = new URL('../../../examples/requirements/', import.meta.url);

it('the usual cases and the files of examples/requirements are the same', () => {
  const files = readdirSync(folder).map((name) => {
    const text = readFileSync(new URL(name, folder), 'utf8');
    expect(text).toContain('$schema=../../docs/schema/requirements.schema.json');
    return [name.replace('.yaml', ''), parseRequirements(text, name)];
  });
  expect(Object.fromEntries(files)).toEqual(Object.fromEntries(PRESETS.map(({ id, requirements }) => [id, requirements])));
});

it('every requirement has a field, and every usual case an address of its own', () => {
  const members = [...NUMBER_FIELDS, ...CHOICE_FIELDS].map(({ member }) => member);
  expect(Object.keys(toFieldValues({})).sort()).toEqual(members.sort());
  expect(new Set(PRESETS.map(({ requirements }) => formatState(requirements))).size).toBe(PRESETS.length);
  expect(formatState({})).toBe('nothing');
});
