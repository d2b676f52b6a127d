import { matrix, withMatrix } from '../lib/matrix.mjs';

export const says = 'The matrix in infra/README.md is the one of these templates.';

export function* check(project) {
  const readme = project.texts.get('infra/README.md');
  if (withMatrix(readme, matrix(project)) !== readme) {
    yield 'infra/README.md: the matrix is out of date; run node tests/bicep/lint.mjs --write';
  }
}
