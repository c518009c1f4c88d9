import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { errorCodes } from '../../src/errors';
import { ourName } from '../support/workflows';

interface Field {
  type: string;
  id?: string;
  attributes: { label?: string; value?: string; options?: unknown[] };
  validations?: { required: boolean };
}

const folder = new URL('../../.github/ISSUE_TEMPLATE/', import.meta.url);
const read = (file: string) => parse(readFileSync(new URL(file, folder), 'utf8'));
const forms = readdirSync(folder)
  .filter((file) => file !== 'config.yml')
  .map((file) => ({
    file,
    ...(read(file) as { name: string; description: string; body: Field[] }),
  }));
const failure = forms.find(({ file }) => file === 'failure.yml')?.body ?? [];

describe('the issue forms', () => {
  // GitHub does not show a form with a mistake in it ("Syntax for issue forms").
  it.each(forms)('are valid ($file)', ({ name, description, body }) => {
    const inputs = body.filter(({ type }) => type !== 'markdown');

    expect([name, description].join()).toMatch(/\S,\S/);
    for (const { type, id, attributes } of inputs) {
      expect(['dropdown', 'textarea', 'input', 'checkboxes']).toContain(type);
      expect(id).toMatch(/^[a-z-]+$/);
      expect(attributes.label).toMatch(/\S/);
      expect(Array.isArray(attributes.options)).toBe(['dropdown', 'checkboxes'].includes(type));
    }
    for (const values of [
      inputs.map(({ id }) => id),
      inputs.map((each) => each.attributes.label),
    ]) {
      expect(new Set(values).size).toBe(inputs.length);
    }
  });

  it('list every error code', () => {
    const field = failure.find(({ id }) => id === 'error-code');

    expect(field?.attributes.options).toEqual([...errorCodes, 'none was shown']);
    expect(field?.validations).toEqual({ required: true });
  });

  it('ask for no token, and warn against pasting one', () => {
    const labels = forms.flatMap(({ body }) => body.map(({ attributes }) => attributes.label));

    expect(labels.join('\n')).not.toMatch(/token|client secret|credential/i);
    expect(failure[0]?.attributes.value).toContain('Never paste a token');
    expect(failure.find(({ id }) => id === 'secrets')?.attributes.options).toEqual([
      { label: expect.stringMatching(/token.*client secret/), required: true },
    ]);
  });

  it('send security reports to private reporting, and allow no blank issue', () => {
    const advisory = `https://github.com/${ourName}/security/advisories/new`;

    expect(read('config.yml')).toMatchObject({
      blank_issues_enabled: false,
      contact_links: expect.arrayContaining([expect.objectContaining({ url: advisory })]),
    });
  });
});
