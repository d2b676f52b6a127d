import { facts } from '../lib/project.mjs';

export const says = 'Resources are written against the versions on the list, so that one type has one version.';

const { versions } = facts('api-versions');

export function* check({ files }) {
  for (const file of files.values()) {
    for (const { type, version, line } of file.resources.values()) {
      const wanted = versions[type] ?? versions[Object.keys(versions).filter(x => type.startsWith(`${x}/`)).sort((a, b) => b.length - a.length)[0]];
      if (version !== wanted) {
        yield `${file.path}:${line} ${type}@${version}, the list has ${wanted ?? 'no version'}`;
      }
    }
  }
}
