// The package's index prints to stderr on a Node older than 22, which its provider runs on well.
// So the provider is imported past the index, and takes its types from there.
declare module 'oidc-provider/lib/provider.js' {
  export { Provider } from 'oidc-provider';
}
