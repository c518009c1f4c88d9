import { expect, it } from 'vitest';
import { repositoryNames } from '../../src/github/places';
import { environment, organization, repository } from './scripted-github';

it('an organization is no repository', () => {
  const names = repositoryNames([repository, organization, environment]);
  expect(names).toEqual(['octo/webinars', 'octo/webinars']);
});
