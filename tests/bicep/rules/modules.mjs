import { posix as path } from 'node:path';
import { properties } from '../lib/file.mjs';
import { find } from '../lib/parser.mjs';

export const says = 'A module exists, is given every parameter it needs and none it does not know, and has the outputs that are asked of it.';

export function* check({ files }) {
  for (const file of files.values()) {
    for (const module of file.modules.values()) {
      const target = files.get(path.join(path.dirname(file.path), module.path));
      if (!target) {
        yield `${file.path}:${module.line} there is no ${module.path}`;
        continue;
      }
      const given = properties(module.body).get('params');
      const names = given ? [...properties(given).keys()] : [];
      for (const name of names.filter(x => !target.params.has(x))) {
        yield `${file.path}:${module.line} ${module.name} is given ${name}, which ${module.path} does not know`;
      }
      for (const { name } of [...target.params.values()].filter(x => !x.fallback && !names.includes(x.name))) {
        yield `${file.path}:${module.line} ${module.name} is not given ${name}`;
      }
      for (const output of outputsAsked(file, module.name).filter(x => !target.outputs.has(x))) {
        yield `${file.path}: ${module.path} has no output ${output}`;
      }
    }
    for (const from of [...file.imports.values()].filter(x => !files.has(path.join(path.dirname(file.path), x)))) {
      yield `${file.path}: there is no ${from}`;
    }
  }
  yield* unused(files);
}

const outputsAsked = (file, module) => find(file.root, 'member_expression')
  .map(x => x.text.match(/^(\w+)(?:\[\w+\])?\.outputs\.(\w+)$/))
  .filter(x => x?.[1] === module)
  .map(x => x[2]);

function* unused(files) {
  const used = new Set(['infra/main.bicep']);
  for (const file of files.values()) {
    [...file.modules.values()].map(x => x.path).concat([...file.imports.values()]).forEach(x => used.add(path.join(path.dirname(file.path), x)));
  }
  for (const file of [...files.keys()].filter(x => !used.has(x))) {
    yield `${file} is used by nobody`;
  }
}
