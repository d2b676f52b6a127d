// node types.mjs CHECKOUT    checks every resource, as deployed in thought, against the compiler's own types: a clone of
//                            github.com/Azure/bicep-types-az, bare or not. Not part of the tests: the clone is large.
import { execFileSync } from 'node:child_process';
import { Project, readTexts } from './lib/project.mjs';

const git = (...arguments_) => execFileSync('git', ['-C', process.argv[2], ...arguments_], { maxBuffer: 1 << 30, encoding: 'utf8' });
const required = 1;
const readOnly = 2;
const paths = git('ls-tree', '-r', '--name-only', 'HEAD', 'generated').split('\n').filter(x => x.endsWith('/types.json'));
const documents = new Map();

/** The types of one provider and version, and the resource among them. */
function find(type, version) {
  const folder = `/${type.split('/')[0].toLowerCase()}/${version}/types.json`;
  for (const path of paths.filter(x => x.toLowerCase().endsWith(folder))) {
    if (!documents.has(path)) {
      documents.set(path, JSON.parse(git('show', `HEAD:${path}`)));
    }
    const types = documents.get(path);
    const resource = types.find(x => x.$type === 'ResourceType' && x.name.toLowerCase() === `${type}@${version}`.toLowerCase());
    if (resource) {
      return { types, resource };
    }
  }
  return null;
}

function* checkResource({ type, version, body }) {
  const found = find(type, version);
  if (!found) {
    yield `${type}@${version}: no such resource`;
    return;
  }
  const { types, resource } = found;
  yield* check(types[Number(resource.body.$ref.slice(2))], body, type, types);
}

function* check(type, value, path, types) {
  const follow = ref => types[Number(ref.$ref.slice(2))];
  if (value === null || value === undefined) {
    return;
  }
  switch (type.$type) {
    case 'ObjectType':
      yield* checkObject(type.properties, type.additionalProperties && follow(type.additionalProperties), value, path, types);
      break;
    case 'DiscriminatedObjectType': {
      const element = type.elements[value[type.discriminator]];
      if (!element) {
        yield `${path}.${type.discriminator} is ${value[type.discriminator]}, not one of ${Object.keys(type.elements).join(', ')}`;
      } else {
        yield* checkObject({ ...type.baseProperties, ...follow(element).properties }, null, value, path, types);
      }
      break;
    }
    case 'ArrayType':
      if (!Array.isArray(value)) {
        yield `${path} is no array`;
      } else {
        for (const [i, item] of value.entries()) {
          yield* check(follow(type.itemType), item, `${path}[${i}]`, types);
        }
      }
      break;
    case 'UnionType': {
      const elements = type.elements.map(follow);
      if (elements.every(x => [...check(x, value, path, types)].length > 0)) {
        yield `${path} is ${JSON.stringify(value)}, not one of ${elements.map(x => x.value ?? x.$type).join(', ')}`;
      }
      break;
    }
    case 'StringLiteralType':
      if (value !== type.value) {
        yield `${path} is ${JSON.stringify(value)}, not ${type.value}`;
      }
      break;
    case 'StringType':
    case 'BooleanType':
    case 'IntegerType': {
      const wanted = { StringType: 'string', BooleanType: 'boolean', IntegerType: 'number' }[type.$type];
      if (typeof value !== wanted) {
        yield `${path} is ${JSON.stringify(value)}, not a ${wanted}`;
      }
      break;
    }
  }
}

function* checkObject(properties, others, value, path, types) {
  const follow = ref => types[Number(ref.$ref.slice(2))];
  for (const [name, item] of Object.entries(value)) {
    const property = properties[name];
    if (property) {
      if (property.flags & readOnly && !(property.flags & required)) {
        yield `${path}.${name} can't be set`;
      }
      yield* check(follow(property.type), item, `${path}.${name}`, types);
    } else if (others) {
      yield* check(others, item, `${path}.${name}`, types);
    } else {
      yield `${path}.${name} is not known`;
    }
  }
  for (const [name, { flags }] of Object.entries(properties)) {
    if (flags & required && !(flags & readOnly) && !(name in value)) {
      yield `${path}.${name} is missing`;
    }
  }
}

const found = new Set(new Project(readTexts()).everywhere.flatMap(x => [...checkResource(x)]));
found.forEach(x => console.log(x));
process.exitCode = found.size > 0 ? 1 : 0;
