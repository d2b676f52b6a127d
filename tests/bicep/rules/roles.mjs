import { facts, stage } from '../lib/project.mjs';
import { reach } from '../lib/reach.mjs';

export const says = 'Roles are given from the list of facts/roles.json only: the role, to that kind of principal, on that kind of resource.';

const guid = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/;

export function* check(project) {
  for (const { path, text } of project.files.values()) {
    if (guid.test(text) && path !== 'infra/modules/shared/role-ids.bicep') {
      yield `${path}: role ids stand in modules/shared/role-ids.bicep`;
    }
  }
  for (const [form, deployed] of Object.entries(project.forms)) {
    for (const { assignment, role, principal, kind, on } of reach(deployed, stage.tenants)) {
      const what = `${form}: ${assignment.file}, ${assignment.symbol}`;
      if (!role) {
        yield `${what}: the role is not on the list`;
      } else if (!role[principal.kind]?.includes(kind)) {
        yield `${what}: ${role.name} is given to ${principal.kind} on ${kind ?? on}`;
      }
      if (assignment.body.properties.principalType !== 'ServicePrincipal') {
        yield `${what}: without principalType an assignment may fail while its principal is new`;
      }
    }
  }
  yield* ownRoles(project);
}

function* ownRoles(project) {
  const { custom } = facts('roles');
  for (const { body } of project.forms.plain.resources.filter(x => x.type.endsWith('/roleDefinitions'))) {
    const { roleName, permissions } = body.properties;
    const allowed = custom[Object.keys(custom).find(x => roleName.startsWith(x))] ?? [];
    for (const action of permissions.flatMap(x => [...x.actions, ...x.dataActions]).filter(x => !allowed.includes(x))) {
      yield `${roleName} may ${action}`;
    }
  }
}
