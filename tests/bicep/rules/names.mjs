import { functions } from '../lib/functions.mjs';
import { find } from '../lib/parser.mjs';

export const says = 'Names are declared once, before anybody uses them, and for somebody who does.';

const builtIn = new Set([...Object.keys(functions), 'if']);

export function* check({ files }) {
  for (const file of files.values()) {
    for (const name of file.repeated) {
      yield `${file.path}: ${name} is declared twice`;
    }
    const used = new Map();
    for (const node of find(file.root, 'identifier').filter(isUse)) {
      used.set(node.text, node);
    }
    const declared = new Set(['params', 'vars', 'resources', 'modules', 'types', 'imports'].flatMap(x => [...file[x].keys()]));
    for (const name of ['params', 'vars', 'imports'].flatMap(x => [...file[x].keys()])) {
      if (!used.has(name) && !isShared(file, name)) {
        yield `${file.path}: ${name} is not used`;
      }
    }
    for (const [name, node] of used) {
      if (!declared.has(name) && !builtIn.has(name) && !isLocal(node)) {
        yield `${file.path}:${node.line} ${name} is not declared`;
      }
    }
  }
}

const isShared = (file, name) => /@export\(\)\s(@[^\n]*\n)*var /.test(file.text) && file.vars.has(name);

/** Not where a name is given: declarations, object keys, decorators, imports, lambdas' and loops' own. */
function isUse(node) {
  const { parent } = node;
  const first = parent.namedChildren[0] === node;
  if (['parameter_declaration', 'variable_declaration', 'resource_declaration', 'module_declaration', 'output_declaration', 'type_declaration'].includes(parent.type)) {
    return !first;
  }
  return !(parent.type === 'object_property' && first)
    && !(parent.type === 'for_statement' && first)
    && parent.type !== 'import_functionality'
    && !within(node, 'decorator')
    && !within(node, 'type_declaration')
    && !(parent.type === 'lambda_expression' && first)
    && !(parent.type === 'parenthesized_expression' && parent.parent.type === 'lambda_expression' && parent.parent.namedChildren[0] === parent);
}

function within(node, type) {
  for (let at = node.parent; at; at = at.parent) {
    if (at.type === type) {
      return true;
    }
  }
  return false;
}

/** Bound by a loop or a lambda around it. The grammar cuts lambdas short, so the whole call around one counts. */
function isLocal(node) {
  for (let at = node.parent; at; at = at.parent) {
    if (at.type === 'for_statement') {
      const head = at.namedChildren[0];
      if ((head.type === 'identifier' ? [head] : head.namedChildren).some(x => x.text === node.text)) {
        return true;
      }
    }
    if (at.type === 'arguments' && find(at, 'lambda_expression').some(x => find(x.namedChildren[0], 'identifier').concat(x.namedChildren[0]).some(y => y.text === node.text))) {
      return true;
    }
  }
  return false;
}
