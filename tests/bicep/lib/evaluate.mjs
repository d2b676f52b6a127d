import { functions } from './functions.mjs';

/** A value that Azure gives only after deployment, such as an identity's principalId: named by resource and path, equal when the same. */
export class Later {
  constructor(resource, path) {
    Object.assign(this, { resource, path });
  }

  member(name) {
    return new Later(this.resource, [...this.path, name]);
  }

  toString() {
    return `<${this.resource}#${this.path.join('.')}>`;
  }
}

/** Expressions to plain values. `scope(name)` answers identifiers. */
export function evaluate(node, scope) {
  const value = node => evaluate(node, scope);
  switch (node.type) {
    case 'string':
      return node.children.slice(1, -1).map(part => text(part, value)).join('');
    case 'number':
      return Number(node.text);
    case 'boolean':
      return node.text === 'true';
    case 'null':
      return null;
    case 'identifier':
      return scope(node.text);
    case 'parenthesized_expression':
      return value(node.namedChildren[0]);
    case 'array':
      return node.namedChildren.map(x => settle(value(x)));
    case 'object':
      return Object.fromEntries(node.namedChildren.map(x => property(x, value)));
    case 'for_statement':
      return loop(node, scope);
    case 'ternary_expression':
      return value(value(node.namedChildren[0]) ? node.namedChildren[1] : node.namedChildren[2]);
    case 'unary_expression':
      return node.children[0].type === '!' ? !value(node.namedChildren[0]) : -value(node.namedChildren[0]);
    case 'binary_expression':
      return binary(node, value);
    case 'member_expression':
      return member(value(node.namedChildren[0]), node.namedChildren[1].text, node);
    case 'subscript_expression':
      return member(value(node.namedChildren[0]), value(node.namedChildren[1]), node);
    case 'call_expression':
      return call(node, scope);
    case 'lambda_expression':
      return value(node.namedChildren.at(-1));
    default:
      throw new Error(`line ${node.line}: ${node.type} is not evaluated here`);
  }
}

/** What Azure gives later becomes its name: from there on it is a text like others. */
export const settle = value => value instanceof Later ? value.toString() : value;

function text(part, value) {
  switch (part.type) {
    case 'interpolation': return String(settle(value(part.namedChildren[0])));
    case 'escape_sequence': return part.text === '\\n' ? '\n' : part.text.slice(1);
    default: return part.text;
  }
}

function property(node, value) {
  const [key, content] = node.namedChildren;
  return [key.type === 'string' ? value(key) : key.text, settle(value(content))];
}

function loop(node, scope) {
  const [head, list] = node.namedChildren;
  const names = head.type === 'for_loop_parameters' ? head.namedChildren.map(x => x.text) : [head.text];
  const body = node.namedChildren.at(-1);
  return evaluate(list, scope).map((item, index) => settle(evaluate(body, bind(scope, names, [item, index]))));
}

/** Names on top of a scope. */
export const bind = (scope, names, values) => name => names.includes(name) ? values[names.indexOf(name)] : scope(name);

function binary(node, value) {
  const operator = node.children[1].type;
  const left = settle(value(node.namedChildren[0]));
  const right = () => settle(value(node.namedChildren[1]));
  switch (operator) {
    case '&&': return left && right();
    case '||': return left || right();
    case '??': return left ?? right();
    case '==': return left === right();
    case '!=': return left !== right();
    case '>': return left > right();
    case '<': return left < right();
    case '>=': return left >= right();
    case '<=': return left <= right();
    case '+': return left + right();
    case '-': return left - right();
    default: throw new Error(`line ${node.line}: operator ${operator} is not evaluated here`);
  }
}

function member(owner, name, node) {
  if (owner instanceof Later || typeof owner?.member === 'function') {
    return owner.member(name);
  }
  if (owner === null || typeof owner !== 'object' || !Object.hasOwn(owner, name)) {
    throw new Error(`line ${node.line}: there is no ${name} in ${node.namedChildren[0].text}`);
  }
  return owner[name];
}

function call(node, scope) {
  const name = node.namedChildren[0].text;
  if (!functions[name]) {
    throw new Error(`line ${node.line}: function ${name} is not known here`);
  }
  return functions[name](...node.namedChildren[1].namedChildren.map(x => argument(x, scope)));
}

// The grammar ends a lambda's body at its first operand: in `x => x.state == 'a'` the lambda is the leftmost leaf of the comparison.
function argument(node, scope) {
  let leaf = node;
  while (leaf && leaf.type !== 'lambda_expression' && ['binary_expression', 'member_expression', 'ternary_expression', 'subscript_expression'].includes(leaf.type)) {
    leaf = leaf.namedChildren[0];
  }
  if (leaf?.type !== 'lambda_expression') {
    return settle(evaluate(node, scope));
  }
  const head = leaf.namedChildren[0];
  const names = head.type === 'parenthesized_expression' ? head.namedChildren.map(x => x.text) : [head.text];
  return (...values) => settle(evaluate(node, bind(scope, names, values)));
}
