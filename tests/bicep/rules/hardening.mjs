import { facts } from '../lib/project.mjs';

export const says = 'Every resource has the settings of facts/hardening.json.';

const list = facts('hardening');
const at = (body, path) => path.split('.').reduce((value, name) => value?.[name], body);

export function* check(project) {
  for (const { type, name, body, form } of project.everywhere) {
    for (const [path, wanted] of Object.entries(list[type] ?? {})) {
      const found = at(body, path) ?? null;
      if (found !== wanted) {
        yield `${form}: ${name} (${type}): ${path} is ${JSON.stringify(found)}, not ${JSON.stringify(wanted)}`;
      }
    }
  }
}
