import Parser from 'tree-sitter';
import Bicep from 'tree-sitter-bicep';

const parser = new Parser();
parser.setLanguage(Bicep);
const parsed = new Map();

/**
 * The syntax tree of a Bicep text as plain objects, { type, text, line, parent, children, namedChildren, isError }: each look at a node of
 * the parser itself crosses into native code, and rules look often. The same text is parsed once.
 */
export function parse(text) {
  if (!parsed.has(text)) {
    parsed.set(text, copy(parser.parse(text).rootNode, null, text));
  }
  return parsed.get(text);
}

function copy(native, parent, source) {
  const node = {
    type: native.type,
    text: source.slice(native.startIndex, native.endIndex),
    line: native.startPosition.row + 1,
    isError: native.type === 'ERROR' || native.isMissing,
    parent,
  };
  const named = [];
  node.children = native.children.map(child => {
    const one = copy(child, node, source);
    if (child.isNamed && one.type !== 'comment') {
      named.push(one);
    }
    return one;
  });
  node.namedChildren = named;
  return node;
}

/** Lines that are not Bicep, as far as the grammar knows it. */
export const syntaxErrors = root => all(root).filter(x => x.isError).map(x => x.line);

/** All nodes of one type, the node itself included. */
export const find = (node, type) => all(node).filter(x => x.type === type);

function all(node, into = []) {
  into.push(node);
  for (const child of node.children) {
    all(child, into);
  }
  return into;
}
