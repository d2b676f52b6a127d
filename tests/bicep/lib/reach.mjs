import { facts } from './project.mjs';

const { roles } = facts('roles');

/** Who reaches what: the role assignments of one form of the deployment, with owners worked out. */
export function reach(form, tenants) {
  const { resources } = form;
  const groupOf = id => id.match(/\/resourceGroups\/([^/]+)/)?.[1];
  const owners = new Map(resources.filter(x => x.type === 'Microsoft.Resources/resourceGroups').map(x => [x.name, x.body.tags['compliance-tenant'] ?? null]));
  const ownerOf = id => owners.get(groupOf(id)) ?? tenants.find(x => id.includes(`/topics/${x.id}~`))?.id ?? null;

  const principal = id => {
    const identity = resources.find(x => x.type === 'Microsoft.ManagedIdentity/userAssignedIdentities' && id === `<${x.id}#properties.principalId>`);
    if (identity) {
      const tenant = ownerOf(identity.id);
      return { kind: tenant ? 'tenant' : 'platform', tenant };
    }
    const tenant = tenants.find(x => [...x.recipients, ...x.recorders].some(y => y.principalId === id));
    return tenant ? { kind: 'recipient', tenant: tenant.id } : { kind: 'unknown', tenant: null };
  };

  return resources.filter(x => x.type === 'Microsoft.Authorization/roleAssignments').map(x => ({
    assignment: x,
    principal: principal(x.body.properties.principalId),
    role: roleOf(x.body.properties.roleDefinitionId, resources),
    on: x.scope,
    kind: kindOf(x.scope),
    owner: ownerOf(x.scope),
    condition: x.body.properties.condition ?? null,
  }));
}

function roleOf(definition, resources) {
  const id = definition.split('/').at(-1);
  const own = resources.find(x => x.type === 'Microsoft.Authorization/roleDefinitions' && x.id === definition);
  return roles.find(x => x.id === id || (own && own.body.properties.roleName.startsWith(x.name))) ?? null;
}

/** What a resource is to us; null for anything that no role may be given on. */
export function kindOf(id) {
  const [type, name] = id.split('/').slice(-2);
  switch (type) {
    case 'containers': return ['inbox', 'keyring', 'audit'].includes(name) ? name : 'container';
    case 'storageAccounts': return name.startsWith('landing') ? 'landing account' : name.startsWith('host') ? 'host account' : null;
    case 'keys': return name;
    case 'topics': return 'topic';
    case 'subscriptions': return id.includes('/topics/') ? 'subscription' : null;
    case 'queues': return name;
    case 'components': return 'insights';
    case 'taskHubs': return 'task hub';
    default: return null;
  }
}
