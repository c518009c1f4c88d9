import { type HttpOutcome, statusOf } from '../http/outcome';
import type { GitHubClient } from './client';
import type { SecretPlace } from './places';

export type Environment = Extract<SecretPlace, { kind: 'environment' }>;

/**
 * The default branch of the repository of an environment that is missing; undefined if it is there (to
 * make it again would replace its rules), or the repository cannot be seen.
 */
export async function findBranchOfMissing(
  { kind, environment_name, ...repository }: Environment,
  client: GitHubClient,
): Promise<string | undefined> {
  const environment = await client.send({
    operation: 'read the environment',
    route: 'GET /repos/{owner}/{repo}/environments/{environment_name}',
    parameters: { ...repository, environment_name },
  });
  if (statusOf(environment) !== 404) return undefined;
  const route = 'GET /repos/{owner}/{repo}';
  const found = await client.send({
    operation: 'read the repository',
    route,
    parameters: repository,
  });
  const branch = found.kind === 'response' ? found.json?.default_branch : undefined;
  return statusOf(found) === 200 && typeof branch === 'string' ? branch : undefined;
}

/** Makes an environment for the jobs of one branch. Returns the outcome of the last call. */
export async function createEnvironment(
  { kind, ...parameters }: Environment,
  branch: string,
  client: GitHubClient,
): Promise<HttpOutcome> {
  const policy = { protected_branches: false, custom_branch_policies: true };
  const made = await client.send({
    operation: 'make the environment',
    route: 'PUT /repos/{owner}/{repo}/environments/{environment_name}',
    parameters: { ...parameters, deployment_branch_policy: policy },
  });
  if (statusOf(made) !== 200) return made;
  return client.send({
    operation: 'limit the environment to a branch',
    route: 'POST /repos/{owner}/{repo}/environments/{environment_name}/deployment-branch-policies',
    parameters: { ...parameters, name: branch },
  });
}
