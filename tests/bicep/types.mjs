// node types.mjs FILE                    checks every resource, as deployed in thought, against the Bicep compiler's own types
// node types.mjs CLONE --write FILE      takes those of the resources in use out of a clone of github.com/Azure/bicep-types-az
import { execFileSync } from 'node:child_process';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { Project, readTexts } from './lib/project.mjs';

const [source, mode, target] = process.argv.slice(2);
const required = 1;
const readOnly = 2;

/** By name and version: the body's type is the first, references are positions. */
const known = statSync(source).isDirectory() ? fromClone(source) : JSON.parse(readFileSync(source, 'utf8'));

function fromClone(clone) {
  const git = (...words) => execFileSync('git', ['-C', clone, ...words], { maxBuffer: 1 << 30, encoding: 'utf8' });
  const paths = git('ls-tree', '-r', '--name-only', 'HEAD', 'generated').split('\n').filter(x => x.endsWith('/types.json'));
  const found = {};
  for (const name of new Set(new Project(readTexts()).everywhere.map(x => `${x.type}@${x.version}`))) {
    const [type, version] = name.split('@');
    const folder = `/${type.split('/')[0].toLowerCase()}/${version}/types.json`;
    for (const path of paths.filter(x => x.toLowerCase().endsWith(folder))) {
      const types = JSON.parse(git('show', `HEAD:${path}`));
      const resource = types.find(x => x.$type === 'ResourceType' && x.name.toLowerCase() === name.toLowerCase());
      if (resource) {
        found[name] = reached(types, resource.body);
      }
    }
  }
  return found;
}

/** The types that one refers to, itself first, without descriptions. */
function reached(types, first) {
  const order = [];
  const place = new Map();
  const visit = ref => {
    if (!place.has(ref)) {
      place.set(ref, order.length);
      order.push(null);
      order[place.get(ref)] = JSON.parse(JSON.stringify(types[Number(ref.slice(2))], (key, value) =>
        key === 'description' && typeof value === 'string' ? undefined : key === '$ref' ? `#/${visit(value)}` : value));
    }
    return place.get(ref);
  };
  visit(first.$ref);
  return order;
}

function* checkResource({ type, version, body }) {
  const types = known[`${type}@${version}`];
  if (types) {
    yield* check(types[0], body, type, types);
  } else {
    yield `${type}@${version}: no such resource`;
  }
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

if (mode === '--write') {
  writeFileSync(target, `{\n${Object.entries(known).map(([name, types]) => `${JSON.stringify(name)}: ${JSON.stringify(types)}`).join(',\n')}\n}\n`);
}
const wrong = new Set(new Project(readTexts()).everywhere.flatMap(x => [...checkResource(x)]));
wrong.forEach(x => console.log(x));
process.exitCode = wrong.size > 0 ? 1 : 0;
