import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { FormatError } from './format-error.js';
import { parseRequirements } from './parse-requirements.js';
import { schemaFiles } from './schema.js';

function readError(text: string, fileName = 'r.yaml'): FormatError {
  try {
    parseRequirements(text, fileName);
  } catch (error) {
    if (error instanceof FormatError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

const WRITTEN = `# ours
schemaVersion: 1
title: Shop
maxStartSeconds: 0.5 # felt at once
untrustedCode: true
operatingSystem: other-kernel
busyHoursPerDay: 10
quietLoadPercent: 20
`;

describe('a requirements file', () => {
  it('is YAML or JSON, and keeps what was stated', () => {
    const stated = {
      title: 'Shop',
      maxStartSeconds: 0.5,
      untrustedCode: true,
      operatingSystem: 'other-kernel',
      busyHoursPerDay: 10,
      quietLoadPercent: 20,
    };
    expect(parseRequirements(WRITTEN, 'r.yaml')).toEqual(stated);
    expect(parseRequirements(JSON.stringify({ $schema: 'x', schemaVersion: 1, ...stated }), 'r.json')).toEqual(stated);
  });

  it.each([
    ['maxStartSeconds: 0.5', 'maxStartSecond: 0.5', 'line 4, column 1', 'Did you mean "maxStartSeconds"?'],
    ['maxStartSeconds: 0.5', 'cheap: true', 'line 4, column 1', 'there is no requirement "cheap". Known: '],
    ['maxStartSeconds: 0.5', 'maxStartSeconds: 0', 'line 4, column 1', 'maxStartSeconds: '],
    ['maxStartSeconds: 0.5', 'maxStartSeconds: -1', 'line 4, column 1', 'maxStartSeconds: '],
    ['maxStartSeconds: 0.5', 'maxStartSeconds: .nan', 'line 4, column 1', 'maxStartSeconds: '],
    ['maxStartSeconds: 0.5', 'maxStartSeconds: .inf', 'line 4, column 1', 'maxStartSeconds: '],
    ['maxStartSeconds: 0.5', 'maxStartSeconds: soon', 'line 4, column 1', 'maxStartSeconds: '],
    ['maxStartSeconds: 0.5', 'maxStartSeconds:', 'line 4, column 1', 'maxStartSeconds: '],
    ['maxStartSeconds: 0.5', 'instancesPerHost: 2.5', 'line 4, column 1', 'instancesPerHost: '],
    ['maxStartSeconds: 0.5', 'minMemoryReturnedPercent: 120', 'line 4, column 1', 'minMemoryReturnedPercent: '],
    ['maxStartSeconds: 0.5', 'privilegedWork: yes', 'line 4, column 1', 'privilegedWork: '],
    ['untrustedCode: true', 'untrustedCode: maybe', 'line 5, column 1', 'untrustedCode: '],
    ['busyHoursPerDay: 10', 'busyHoursPerDay: 30', 'line 7, column 1', 'busyHoursPerDay: '],
    ['quietLoadPercent: 20', '', 'line 2, column 1', 'give both or neither'],
    ['title: Shop', 'title: "Shop\\e[31m"', 'line 3, column 1', 'title: expected one line of text'],
    ['title: Shop', 'title: Shop\nuntrustedCode: false', 'line 6, column 1', 'the key untrustedCode is there twice'],
  ])('with %j instead of %j is refused at its place', (right, wrong, place, words) => {
    const error = readError(WRITTEN.replace(right, wrong).replace(wrong === '' ? '# ours\n' : '', ''));
    expect(error.message).toContain(`r.yaml, ${wrong === '' ? 'line 1, column 1' : place}: `);
    expect(error.message).toContain(words);
    expect(error.message).toMatch(/docs\/schema\/requirements\.schema\.json|Keep the one that is meant/);
  });

  it.each([
    ['', 'the file is empty'],
    ['schemaVersion: 1\n', 'it states no requirement'],
    ['schemaVersion: 1\ntitle: Shop\n', 'it states no requirement'],
    ['untrustedCode: true\n', 'it has no schemaVersion'],
    ['schemaVersion: 2\nuntrustedCode: true\n', 'written by a newer Twinbench'],
    ['- untrustedCode\n', 'this is not a requirements file'],
    ['schemaVersion: 1\nuntrustedCode: [true\n', 'cut off before its end'],
  ])('%j is refused: %s', (text, words) => expect(readError(text).message).toContain(words));

  it('has a published schema that refuses the same', () => {
    const schema = schemaFiles().find(({ path }) => path === 'docs/schema/requirements.schema.json')?.schema;
    const validate = new Ajv2020({ strict: true, allErrors: true }).compile(schema ?? {});
    expect(validate({ schemaVersion: 1, maxStartSeconds: 1 }), JSON.stringify(validate.errors)).toBe(true);
    expect(validate({ schemaVersion: 1, maxStartSeconds: 0 })).toBe(false);
    expect(validate({ schemaVersion: 1, maxStartSecond: 1 })).toBe(false);
  });
});
