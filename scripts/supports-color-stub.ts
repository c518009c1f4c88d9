/**
 * Replaces supports-color in the bundle (`paths` of tsconfig.json). debug imports it wherever it is
 * installed, so the bundle would contain whatever version the test tools bring.
 */
export {};
