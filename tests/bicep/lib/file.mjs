import { find, parse } from './parser.mjs';

/**
 * One Bicep file as its declarations: params, vars, types, resources, modules, outputs, imports, each by name.
 * Values are syntax nodes; evaluate.mjs gives them meaning.
 */
export function readFile(path, text) {
  const root = parse(text);
  const file = {
    path, text, root, scope: 'resourceGroup', params: new Map(), vars: new Map(), types: new Map(), resources: new Map(), modules: new Map(),
    outputs: new Map(), imports: new Map(), undescribed: [], repeated: [],
  };
  let decorators = [];
  for (const node of root.namedChildren) {
    if (node.type === 'decorators') {
      decorators = node.namedChildren.map(x => x.text);
      continue;
    }
    declare(file, node, decorators);
    decorators = [];
  }
  return file;
}

function declare(file, node, decorators) {
  const [first, second] = node.namedChildren;
  const value = node.namedChildren.at(-1);
  const described = decorators.some(x => x.startsWith('@description('));
  switch (node.type) {
    case 'target_scope_assignment':
      file.scope = plain(first);
      break;
    case 'import_functionality':
      find(node, 'identifier').forEach(x => file.imports.set(x.text, plain(node.namedChildren.at(-1))));
      break;
    case 'parameter_declaration':
      add(file, 'params', first.text, { node, fallback: node.namedChildren.length > 2 ? value : null, type: second.text, decorators, described });
      break;
    case 'variable_declaration':
      add(file, 'vars', first.text, { node, value });
      break;
    case 'type_declaration':
      add(file, 'types', first.text, { node, described });
      break;
    case 'output_declaration':
      add(file, 'outputs', first.text, { node, value, described });
      break;
    case 'resource_declaration': {
      const [type, version] = plain(second).split('@');
      add(file, 'resources', first.text, { node, type, version, existing: node.children.some(x => x.type === 'existing'), ...unwrap(value) });
      break;
    }
    case 'module_declaration':
      add(file, 'modules', first.text, { node, path: plain(second), ...unwrap(value) });
      break;
  }
}

function add(file, kind, name, declaration) {
  if (['params', 'vars', 'resources', 'modules'].some(x => file[x].has(name)) && kind !== 'outputs') {
    file.repeated.push(name);
  }
  file[kind].set(name, { name, line: declaration.node.line, ...declaration });
}

/** A body as `[for item, index in list: if (condition) { … }]` has it; loop and condition are null where there is none. */
export function unwrap(node) {
  if (node.type === 'for_statement') {
    const names = node.namedChildren[0].type === 'for_loop_parameters' ? node.namedChildren[0].namedChildren.map(x => x.text) : [node.namedChildren[0].text];
    return { loop: { names, list: node.namedChildren[1] }, ...inner(node.namedChildren.at(-1)) };
  }
  return { loop: null, ...inner(node) };
}

const inner = node => node.type === 'if_statement'
  ? { condition: node.namedChildren[0], body: node.namedChildren[1] }
  : { condition: null, body: node };

/** The text of a string without interpolation. */
export const plain = node => find(node, 'string_content').map(x => x.text).join('');

/** The properties of an object node, by name (interpolated names as written). */
export function properties(node) {
  const all = new Map();
  for (const property of node.namedChildren.filter(x => x.type === 'object_property')) {
    const [key, value] = property.namedChildren;
    all.set(key.type === 'string' ? plain(key) : key.text, value);
  }
  return all;
}
