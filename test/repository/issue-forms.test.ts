import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { errorCodes } from '../../src/errors';
import { ourName } from '../support/workflows';

interface Field {
  type: string;
  id?: string;
  attributes: {
    label?: string;
    description?: string;
    value?: string;
    options?: (string | { label: string; required?: boolean })[];
    render?: string;
  };
  validations?: { required?: boolean };
}

interface Form {
  name: string;
  description: string;
  body: Field[];
}

const folder = new URL('../../.github/ISSUE_TEMPLATE/', import.meta.url);
const read = (file: string) => parse(readFileSync(new URL(file, folder), 'utf8'));
const forms = readdirSync(folder)
  .filter((file) => file !== 'config.yml')
  .map((file) => ({ file, ...(read(file) as Form) }));
const { body: failure } = read('failure.yml') as Form;
const fieldOf = (id: string) => failure.find((field) => field.id === id);

describe('the issue forms', () => {
  // GitHub shows a form with a fault in it as plain text, or not at all ("Syntax for issue forms").
  it.each(forms)('are such as GitHub takes ($file)', ({ name, description, body }) => {
    expect(name).toMatch(/\S/);
    expect(description).toMatch(/\S/);
    for (const { type, id, attributes } of body) {
      expect(['markdown', 'dropdown', 'textarea', 'input', 'checkboxes']).toContain(type);
      expect(type === 'markdown' ? attributes.value : attributes.label).toMatch(/\S/);
      if (type !== 'markdown') expect(id).toMatch(/^[a-z-]+$/);
      expect(Array.isArray(attributes.options)).toBe(['dropdown', 'checkboxes'].includes(type));
    }
    for (const part of ['id', 'label'] as const) {
      const all = body.map((field) => (part === 'id' ? field.id : field.attributes.label));
      const given = all.filter((value) => value !== undefined);
      expect(new Set(given).size).toBe(given.length);
    }
  });

  it('ask for the error-code, and know all there are', () => {
    const field = fieldOf('error-code');

    expect(field?.attributes.options).toEqual([...errorCodes, 'none was shown']);
    expect(field?.validations).toEqual({ required: true });
  });

  it('ask for no token, and want it confirmed that there is none', () => {
    for (const { body } of forms) {
      for (const { attributes } of body) {
        expect(attributes.label ?? '').not.toMatch(/token|client secret|credential/i);
      }
    }
    expect(fieldOf('secrets')?.attributes.options).toEqual([
      { label: expect.stringMatching(/token.*client secret/), required: true },
    ]);
    const [warning] = failure;
    expect(warning?.attributes.value).toContain('Never paste a token');
  });

  it('lead security reports to private reporting, and leave no blank issue beside them', () => {
    const advisory = `https://github.com/${ourName}/security/advisories/new`;

    expect(read('config.yml')).toMatchObject({
      blank_issues_enabled: false,
      contact_links: expect.arrayContaining([expect.objectContaining({ url: advisory })]),
    });
    expect(readFileSync(new URL('../../SECURITY.md', import.meta.url), 'utf8')).toContain(advisory);
  });
});
