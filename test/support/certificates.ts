import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { isIP } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generate } from 'selfsigned';

export interface TestCertificates {
  /** The authority's certificate, PEM, and a file that holds it, for NODE_EXTRA_CA_CERTS. */
  ca: string;
  caFile: string;
  /** The server's key and certificate, PEM, in the shape that the stand-ins take. */
  tls: { key: string; cert: string };
  /** Removes the file. */
  remove: () => Promise<void>;
}

/** A throw-away certificate authority and one server certificate of it, for names and addresses. */
export async function makeCertificates(hosts: string[]): Promise<TestCertificates> {
  // A clock that was set back a little must not make the certificate one of the future.
  const common = {
    keyType: 'ec',
    algorithm: 'sha256',
    notBeforeDate: new Date(Date.now() - 60 * 60 * 1000),
  } as const;
  const authority = await generate([{ name: 'commonName', value: 'Throw-away test authority' }], {
    ...common,
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'keyUsage', keyCertSign: true, cRLSign: true, critical: true },
    ],
  });
  const server = await generate([{ name: 'commonName', value: hosts[0] ?? 'localhost' }], {
    ...common,
    ca: { key: authority.private, cert: authority.cert },
    extensions: [
      { name: 'basicConstraints', cA: false, critical: true },
      { name: 'keyUsage', digitalSignature: true, critical: true },
      { name: 'extKeyUsage', serverAuth: true },
      {
        name: 'subjectAltName',
        altNames: hosts.map((host) =>
          isIP(host) ? { type: 7 as const, ip: host } : { type: 2 as const, value: host },
        ),
      },
    ],
  });
  const directory = await mkdtemp(join(tmpdir(), 'test-authority-'));
  const caFile = join(directory, 'ca.pem');
  await writeFile(caFile, authority.cert);
  return {
    ca: authority.cert,
    caFile,
    tls: { key: server.private, cert: server.cert },
    remove: () => rm(directory, { recursive: true, force: true }),
  };
}
