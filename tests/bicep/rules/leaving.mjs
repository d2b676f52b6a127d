import { stage } from '../lib/project.mjs';
import { reach } from '../lib/reach.mjs';

export const says = 'A leaving tenant is not served and its identity has no role.';

export function* check(project) {
  const leaving = stage.tenants.filter(x => x.state === 'leaving').map(x => x.id);
  for (const [form, deployed] of Object.entries(project.forms)) {
    for (const { assignment, principal } of reach(deployed, stage.tenants).filter(x => leaving.includes(x.principal.tenant))) {
      yield `${form}: ${assignment.file}, ${assignment.symbol} gives ${principal.tenant} a role`;
    }
    const site = deployed.resources.find(x => x.type === 'Microsoft.Web/sites').body;
    const settings = deployed.resources.find(x => x.type === 'Microsoft.Web/sites/config').body.properties;
    for (const id of leaving) {
      if (Object.keys(settings).some(x => x.startsWith(`Compliance__Tenants__${id}__`))) {
        yield `${form}: ${id} is in the app's settings`;
      }
      if (Object.keys(site.identity.userAssignedIdentities).some(x => x.endsWith(`-${id}`))) {
        yield `${form}: ${id}'s identity is attached to the app`;
      }
    }
  }
}
