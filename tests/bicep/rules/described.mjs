export const says = 'Every parameter, output and type says what it is.';

export function* check({ files }) {
  for (const file of files.values()) {
    for (const { name, line, described } of [...file.params.values(), ...file.outputs.values(), ...file.types.values()]) {
      if (!described) {
        yield `${file.path}:${line} ${name} has no @description`;
      }
    }
  }
}
