import { posix as path } from 'node:path';
import { unwrap } from './file.mjs';
import { bind, evaluate, Later, settle } from './evaluate.mjs';

/**
 * What a template would deploy: modules followed, loops run, conditions decided, names computed, without Azure.
 * Answers a list of resources { type, version, name, id, scope, body, file, symbol } and the template's outputs.
 */
export function deploy(files, main, parameters) {
  const resources = new Map();
  const outputs = new Template(files, main, '/subscriptions/here', parameters, resources).run();
  return { resources: [...resources.values()], outputs };
}

class Template {
  constructor(files, filePath, scopeId, parameters, resources) {
    this.file = files.get(filePath);
    if (!this.file) {
      throw new Error(`there is no ${filePath}`);
    }
    Object.assign(this, { files, scopeId, parameters, resources });
    this.known = new Map();
    this.lookup = name => this.resolve(name);
  }

  run() {
    try {
      for (const name of [...this.file.vars.keys(), ...this.file.resources.keys(), ...this.file.modules.keys()]) {
        this.resolve(name);
      }
      return Object.fromEntries([...this.file.outputs].map(([name, x]) => [name, settle(evaluate(x.value, this.lookup))]));
    } catch (fault) {
      throw fault.file ? fault : Object.assign(new Error(`${this.file.path}: ${fault.message}`), { file: this.file.path });
    }
  }

  resolve(name) {
    if (!this.known.has(name)) {
      this.known.set(name, null);
      this.known.set(name, this.compute(name));
    }
    return this.known.get(name);
  }

  compute(name) {
    const { params, vars, resources, modules, imports } = this.file;
    if (params.has(name)) {
      if (Object.hasOwn(this.parameters, name)) {
        return this.parameters[name];
      }
      if (!params.get(name).fallback) {
        throw new Error(`parameter ${name} was not given`);
      }
      return evaluate(params.get(name).fallback, this.lookup);
    }
    if (vars.has(name)) {
      return evaluate(vars.get(name).value, this.lookup);
    }
    if (imports.has(name)) {
      const from = path.join(path.dirname(this.file.path), imports.get(name));
      return new Template(this.files, from, this.scopeId, {}, new Map()).resolve(name);
    }
    if (resources.has(name)) {
      return this.each(resources.get(name), (one, scope, index) => this.resource(one, scope, index));
    }
    if (modules.has(name)) {
      return this.each(modules.get(name), (one, scope) => this.module(one, scope));
    }
    throw new Error(`${name} is not declared`);
  }

  each(declaration, make) {
    const { loop } = declaration;
    if (!loop) {
      return make(declaration, this.lookup, null);
    }
    return evaluate(loop.list, this.lookup).map((item, i) => make(declaration, bind(this.lookup, loop.names, [item, i]), i));
  }

  resource(declaration, scope, index) {
    const nodes = propertiesOf(declaration.body);
    const parent = nodes.has('parent') ? evaluate(nodes.get('parent'), scope) : null;
    const on = nodes.has('scope') ? evaluate(nodes.get('scope'), scope) : null;
    const own = evaluate(nodes.get('name'), scope);
    const name = parent ? `${parent.name}/${own}` : own;
    const at = parent ? parent.scope : on ? on.id : this.scopeId;
    const wanted = !declaration.existing && (!declaration.condition || evaluate(declaration.condition, scope));
    const handle = new Resource(declaration.type, name, at);
    if (wanted) {
      const { parent: _, scope: __, dependsOn: ___, ...body } = evaluate(declaration.body, scope);
      // Two modules may ask for the same: Azure takes it when it is the same.
      const before = this.resources.get(handle.id);
      if (before && (before.template === this || JSON.stringify(before.body) !== JSON.stringify(body))) {
        throw new Error(`line ${declaration.line}: ${handle.id} is made twice`);
      }
      this.resources.set(handle.id, {
        type: declaration.type, version: declaration.version, name, id: handle.id, scope: at, body,
        file: this.file.path, symbol: declaration.name, index, template: this,
      });
    }
    return handle;
  }

  module(declaration, scope) {
    const nodes = propertiesOf(declaration.body);
    if (declaration.condition && !evaluate(declaration.condition, scope)) {
      return { outputs: null, member: () => { throw new Error(`module ${declaration.name} is not deployed, but its outputs are used`); } };
    }
    const target = nodes.has('scope') ? evaluate(nodes.get('scope'), scope).id : this.scopeId;
    const parameters = nodes.has('params') ? evaluate(nodes.get('params'), scope) : {};
    const file = path.join(path.dirname(this.file.path), declaration.path);
    return { outputs: new Template(this.files, file, target, parameters, this.resources).run() };
  }
}

/** A resource as an expression sees it. */
class Resource {
  constructor(type, name, scope) {
    const [provider, ...kinds] = type.split('/');
    const names = name.split('/');
    this.name = name;
    this.scope = scope;
    this.id = type === 'Microsoft.Resources/resourceGroups'
      ? `${scope}/resourceGroups/${name}`
      : `${scope}/providers/${provider}/${kinds.map((kind, i) => `${kind}/${names[i]}`).join('/')}`;
  }

  member(property) {
    switch (property) {
      case 'id': return this.id;
      case 'name': return this.name.split('/').at(-1);
      default: return new Later(this.id, [property]);
    }
  }
}

const propertiesOf = node => {
  const body = unwrap(node).body;
  return new Map(body.namedChildren.filter(x => x.type === 'object_property').map(x => [x.namedChildren[0].text, x.namedChildren[1]]));
};
