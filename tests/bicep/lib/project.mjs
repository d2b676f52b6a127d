import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { deploy } from './deployment.mjs';
import { readFile } from './file.mjs';

export const root = fileURLToPath(new URL('../../../', import.meta.url));
const here = fileURLToPath(new URL('../', import.meta.url));

export const facts = name => JSON.parse(readFileSync(join(here, 'facts', `${name}.json`), 'utf8'));

/** The texts that rules look at, by path from the repository's root. */
export function readTexts() {
  const texts = new Map();
  const take = (folder, wanted) => {
    for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
      const path = `${folder}/${entry.name}`;
      if (entry.isDirectory() && !['bin', 'obj', 'contracts', 'node_modules'].includes(entry.name)) {
        take(path, wanted);
      } else if (entry.isFile() && wanted(entry.name)) {
        texts.set(path, readFileSync(join(root, path), 'utf8'));
      }
    }
  };
  take('infra', name => /\.(bicep|json|sh|md)$/.test(name));
  take('functions', name => name.endsWith('.cs') || name === 'host.json');
  for (const name of ['azure.yaml', 'Directory.Build.props', 'functions/Compliance.Functions/Compliance.Functions.csproj']) {
    texts.set(name, readFileSync(join(root, name), 'utf8'));
  }
  return texts;
}

const tenant = (id, state = 'active', environment = 'stage') => ({
  id,
  environment,
  state,
  directoryId: `directory-of-${id}`,
  audience: `audience-of-${id}`,
  recipients: [{ name: 'office', principalId: `office-of-${id}` }, { name: 'crm', principalId: `crm-of-${id}` }],
  recorders: [{ name: 'recorder', principalId: `recorder-of-${id}` }],
});

/** Two tenants served, one leaving: what every rule about the deployed result is asked on. */
export const stage = {
  environmentName: 'stage', location: 'westeurope', tenants: [tenant('acme'), tenant('globex'), tenant('initech', 'leaving')],
  alertEmails: ['ops@example.org'],
};

const files = new Map();

/** A file that did not change is read once. */
function read(path, text) {
  if (files.get(path)?.text !== text) {
    files.set(path, readFile(path, text));
  }
  return files.get(path);
}

const variants = { plain: {}, private: { privateNetwork: true, allowedIpRanges: ['203.0.113.0/24'] }, scheduler: { durableBackend: 'scheduler' } };

/** The templates, read and deployed in thought, in each of the forms that parameters give them. */
export class Project {
  #result = null;

  constructor(texts) {
    this.texts = texts;
    this.files = new Map([...texts].filter(([path]) => path.endsWith('.bicep')).map(([path, text]) => [path, read(path, text)]));
  }

  /** Deployed in thought when first asked for: { plain, private, scheduler }, without those that failed. */
  get forms() {
    return this.#deployed().forms;
  }

  /** Why a form could not be deployed. */
  get failures() {
    return this.#deployed().failures;
  }

  #deployed() {
    if (!this.#result) {
      this.#result = { forms: {}, failures: [] };
      for (const [form, more] of Object.entries(variants)) {
        try {
          this.#result.forms[form] = deploy(this.files, 'infra/main.bicep', { ...stage, ...more });
        } catch (fault) {
          this.#result.failures.push(`${form}: ${fault.message}`);
        }
      }
    }
    return this.#result;
  }

  /** The resources of every form, each with the form's name. */
  get everywhere() {
    return Object.entries(this.forms).flatMap(([form, { resources }]) => resources.map(x => ({ ...x, form })));
  }

  get csharp() {
    return [...this.texts].filter(([path]) => path.endsWith('.cs'));
  }

  /** The C# file that declares a class, wherever it lies. */
  source(type) {
    const found = this.csharp.find(([, text]) => new RegExp(`\\bclass ${type}\\b`).test(text));
    if (!found) {
      throw new Error(`no C# file declares class ${type}`);
    }
    return found[1];
  }
}
