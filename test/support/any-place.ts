import fc from 'fast-check';
import type { SecretPlace } from '../../src/github/places';

/** What shells have a meaning for, and what looks like a quote. */
const signs = fc.constantFrom(...'\'"`$!%^&|<>()[]{}*?~#;:=,@+-_./\\ “”„‘’‚–aZ1');
const names = fc
  .oneof(
    fc.string({ unit: signs, minLength: 1 }),
    fc.string({ unit: 'grapheme', minLength: 1 }),
    fc.stringMatching(/^[\w ./=+:@,%[\]-]{1,9}$/),
  )
  .filter((name) => !/\p{Cc}/u.test(name));
const owner = fc.stringMatching(/^[A-Za-z0-9][\w-]{0,9}$/);
const repo = fc.stringMatching(/^[\w.-]{1,9}$/);
/** A place of any kind, with names that may hold all that a shell has a meaning for. */
export const anyPlace: fc.Arbitrary<SecretPlace> = fc.oneof(
  fc.record({ kind: fc.constant('repository' as const), owner, repo }),
  fc.record({ kind: fc.constant('environment' as const), owner, repo, environment_name: names }),
  fc.record({ kind: fc.constant('organization' as const), org: names }),
);
