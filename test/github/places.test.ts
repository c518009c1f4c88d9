import { expect, it } from 'vitest';
import { endpointOf, placeName, secretLabel, writeEndpoint } from '../../src/github/places';
import { environment, organization, repository, secretAt } from './scripted-github';

it('a place has a name, and a secret a label', () => {
  const places = [repository, environment, organization];
  expect(places.map(placeName)).toEqual([
    'repository octo/webinars',
    'environment production of repository octo/webinars',
    'organization octo',
  ]);
  expect(secretLabel(secretAt(repository))).toBe('GOTO_REFRESH_TOKEN of repository octo/webinars');
});

it.each([
  [
    repository,
    'GET /repos/{owner}/{repo}/actions/secrets/public-key',
    {
      owner: 'octo',
      repo: 'webinars',
    },
  ],
  [
    environment,
    'GET /repos/{owner}/{repo}/environments/{environment_name}/secrets/public-key',
    {
      owner: 'octo',
      repo: 'webinars',
      environment_name: 'production',
    },
  ],
  [organization, 'GET /orgs/{org}/actions/secrets/public-key', { org: 'octo' }],
])('the route of $kind', (place, route, parameters) => {
  expect(endpointOf(place, 'GET /public-key', {})).toEqual({ route, parameters });
});

it('a write has the name of the secret and its body', () => {
  expect(writeEndpoint(secretAt(organization), { key_id: '1' })).toEqual({
    route: 'PUT /orgs/{org}/actions/secrets/{secret_name}',
    parameters: { org: 'octo', secret_name: 'GOTO_REFRESH_TOKEN', key_id: '1' },
  });
});
