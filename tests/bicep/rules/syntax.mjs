import { syntaxErrors } from '../lib/parser.mjs';

export const says = 'Every file is Bicep.';

export function* check({ files }) {
  for (const { path, root } of files.values()) {
    for (const line of syntaxErrors(root)) {
      yield `${path}:${line} does not parse`;
    }
  }
}
