import { deploy } from '../lib/deployment.mjs';
import { stage } from '../lib/project.mjs';

export const says = 'Names fit for the shortest and the longest tenant id and environment.';

const limits = [
  [/\/storageAccounts$/, /^[a-z0-9]{3,24}$/],
  [/\/vaults$/, /^[a-zA-Z][a-zA-Z0-9-]{1,22}[a-zA-Z0-9]$/],
  [/\/namespaces$/, /^[a-zA-Z][a-zA-Z0-9-]{4,48}[a-zA-Z0-9]$/],
  [/\/sites$/, /^[a-zA-Z0-9][a-zA-Z0-9-]{0,58}[a-zA-Z0-9]$/],
  [/\/userAssignedIdentities$/, /^[a-zA-Z0-9][\w-]{2,127}$/],
  [/\/resourceGroups$/, /^[\w.()-]{1,89}[\w()-]$/],
  [/\/schedulers$/, /^[a-zA-Z0-9][a-zA-Z0-9-]{1,62}[a-zA-Z0-9]$/],
];

export function* check({ files }) {
  for (const environmentName of ['e', 'e'.repeat(24)]) {
    const tenants = ['ab', 'a'.repeat(20)].map(id => ({ ...stage.tenants[0], id, environment: environmentName }));
    const { resources } = deploy(files, 'infra/main.bicep', { ...stage, environmentName, tenants, durableBackend: 'scheduler' });
    for (const { type, name } of resources) {
      const limit = limits.find(([x]) => x.test(type))?.[1];
      if (limit && !limit.test(name)) {
        yield `${type}: ${name} does not fit`;
      }
    }
  }
}
