import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { isIP } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generate } from 'selfsigned';

export type TestCertificates = Awaited<ReturnType<typeof makeCertificates>>;

/** A throw-away certificate authority and one server certificate of it, for names and addresses. */
export async function makeCertificates(hosts: string[]) {
  const common = {
    keyType: 'ec',
    algorithm: 'sha256',
    // A clock that was set back a little must not make the certificate one of the future.
    notBeforeDate: new Date(Date.now() - 60 * 60 * 1000),
  } as const;
  const authority = await generate([{ name: 'commonName', value: 'Throw-away test authority' }], {
    ...common,
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'keyUsage', keyCertSign: true, cRLSign: true, critical: true },
    ],
  });
  const altNames = hosts.map((host) =>
    isIP(host) ? { type: 7 as const, ip: host } : { type: 2 as const, value: host },
  );
  const server = await generate([{ name: 'commonName', value: hosts[0] ?? 'localhost' }], {
    ...common,
    ca: { key: authority.private, cert: authority.cert },
    extensions: [
      { name: 'basicConstraints', cA: false, critical: true },
      { name: 'keyUsage', digitalSignature: true, critical: true },
      { name: 'extKeyUsage', serverAuth: true },
      { name: 'subjectAltName', altNames },
    ],
  });
  const directory = await mkdtemp(join(tmpdir(), 'test-authority-'));
  const caFile = join(directory, 'ca.pem');
  await writeFile(caFile, authority.cert);
  return {
    /** The authority's certificate, PEM, and a file that holds it, for NODE_EXTRA_CA_CERTS. */
    ca: authority.cert,
    caFile,
    /** The server's key and certificate, PEM, in the shape that the stand-ins take. */
    tls: { key: server.private, cert: server.cert },
    /** Removes the file. */
    remove: () => rm(directory, { recursive: true, force: true }),
  };
}
