// node lint.mjs            what is wrong with infra/, a line each
// node lint.mjs --write    writes the isolation matrix into infra/README.md
// node lint.mjs --json     findings, rules and the negative samples' outcomes, for the tests
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { matrix, withMatrix } from './lib/matrix.mjs';
import { Project, readTexts, root } from './lib/project.mjs';

const here = fileURLToPath(new URL('.', import.meta.url));
// What does not hold together is not deployed in thought, and what is deployed wrongly is not drawn: a stage is asked when the one before
// is content. All other rules come between these and the last.
const first = [['syntax'], ['names', 'modules'], ['deployable'], ['api-versions', 'roles']];
const last = ['matrix'];
const rules = new Map();
for (const file of readdirSync(join(here, 'rules')).sort()) {
  rules.set(file.replace('.mjs', ''), await import(`./rules/${file}`));
}

export function lint(texts) {
  const rest = [...rules.keys()].filter(x => !first.flat().includes(x) && !last.includes(x));
  const project = new Project(texts);
  for (const stage of [...first, rest, last]) {
    const found = stage.flatMap(rule => [...rules.get(rule).check(project)].map(says => ({ rule, says })));
    if (found.length > 0) {
      return found;
    }
  }
  return [];
}

/** The templates with one thing made wrong: the text to find stands once in its file, or anywhere in the first C# file that has it. */
function spoil(texts, { name, file, find, put }) {
  const path = file === '*.cs' ? [...texts].find(([x, text]) => x.endsWith('.cs') && text.includes(find))?.[0] : file;
  const places = (texts.get(path) ?? '').split(find).length - 1;
  if (places === 0 || (places > 1 && path === file)) {
    throw new Error(`sample ${name}: ${JSON.stringify(find)} stands ${places} times in ${file}`);
  }
  return new Map(texts).set(path, texts.get(path).replaceAll(find, () => put));
}

const texts = readTexts();
const [mode] = process.argv.slice(2);
if (mode === '--write') {
  writeFileSync(join(root, 'infra/README.md'), withMatrix(texts.get('infra/README.md'), matrix(new Project(texts))));
} else if (mode === '--json') {
  const samples = [...rules.keys()].flatMap(rule =>
    JSON.parse(readFileSync(join(here, 'samples', `${rule}.json`), 'utf8')).map(x => ({ rule, name: x.name, found: lint(spoil(texts, x)) })));
  process.stdout.write(JSON.stringify({ rules: [...rules].map(([name, { says }]) => ({ name, says })), found: lint(texts), samples }));
} else {
  const found = lint(texts);
  found.forEach(({ rule, says }) => console.log(`${rule}: ${says}`));
  process.exitCode = found.length > 0 ? 1 : 0;
}
