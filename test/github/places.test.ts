import { expect, it } from 'vitest';
import { placeName, repositoryNames, secretLabel, writeEndpoint } from '../../src/github/places';
import { environment, organization, repository, secretAt } from './scripted-github';

it.each([
  [
    repository,
    'repository octo/webinars',
    'PUT /repos/{owner}/{repo}/actions/secrets/{secret_name}',
    { owner: 'octo', repo: 'webinars' },
  ],
  [
    environment,
    'environment production of repository octo/webinars',
    'PUT /repos/{owner}/{repo}/environments/{environment_name}/secrets/{secret_name}',
    { owner: 'octo', repo: 'webinars', environment_name: 'production' },
  ],
  [
    organization,
    'organization octo',
    'PUT /orgs/{org}/actions/secrets/{secret_name}',
    { org: 'octo' },
  ],
])('$kind: its name, and the route of a write', (place, name, route, parameters) => {
  expect(placeName(place)).toBe(name);
  expect(secretLabel(secretAt(place, 'A'))).toBe(`A of ${name}`);
  expect(writeEndpoint(secretAt(place, 'A'), { key_id: '1' })).toEqual({
    route,
    parameters: { ...parameters, secret_name: 'A', key_id: '1' },
  });
});

it('an organization is no repository', () => {
  const names = repositoryNames([repository, organization, environment]);
  expect(names).toEqual(['octo/webinars', 'octo/webinars']);
});
