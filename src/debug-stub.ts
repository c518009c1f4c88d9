/**
 * Replaces the package `debug` in the bundle (`paths` in tsconfig.json). With DEBUG set,
 * https-proxy-agent would print the address of the proxy, password included.
 */
export default function createDebug(): () => void {
  return () => undefined;
}
