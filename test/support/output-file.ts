/**
 * Reads the file behind GITHUB_OUTPUT by the runner's rules: `name=value` or
 * `name<<delimiter`, lines, `delimiter`. What the runner would refuse is an error here too.
 */
export function readOutputs(file: string): Record<string, string> {
  const outputs: Record<string, string> = {};
  const lines = file.split('\n');
  while (lines.length > 0) {
    const line = (lines.shift() ?? '').replace(/\r$/, '');
    if (line === '') continue;
    const [, name, separator, rest = ''] = /^(.+?)(=|<<)(.*)$/s.exec(line) ?? [];
    if (name === undefined || (separator === '<<' && rest === '')) {
      throw new Error(`The output file has a line that is no output: ${JSON.stringify(line)}`);
    }
    outputs[name] = separator === '=' ? rest : readUntil(rest, lines);
  }
  return outputs;
}

function readUntil(delimiter: string, lines: string[]): string {
  const end = lines.findIndex((line) => line.replace(/\r$/, '') === delimiter);
  if (end < 0) throw new Error(`The output file does not have the delimiter ${delimiter} again.`);
  const value = lines.splice(0, end + 1).slice(0, -1);
  return value.map((line) => line.replace(/\r$/, '')).join('\n');
}
