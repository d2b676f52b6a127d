import { stage } from '../lib/project.mjs';
import { reach } from '../lib/reach.mjs';

export const says = 'What is a tenant\'s is reached by that tenant\'s identity and its own systems, by nobody else; in the shared inbox by its path.';

export function* check(project) {
  for (const [form, deployed] of Object.entries(project.forms)) {
    const grants = reach(deployed, stage.tenants);
    for (const { assignment, owner, principal, kind, condition } of grants) {
      const what = `${form}: ${assignment.file}, ${assignment.symbol}`;
      if (owner && principal.tenant !== owner) {
        yield `${what}: ${principal.tenant ?? principal.kind} reaches ${kind} of ${owner}`;
      }
      if (kind === 'inbox' && principal.kind === 'tenant' && !isOwnPath(condition, principal.tenant)) {
        yield `${what}: ${principal.tenant} reaches others' uploads`;
      }
    }
    yield* missing(form, grants, deployed);
  }
}

/** Every prefix that the condition names is the tenant's own, for reading, changing and listing. */
function isOwnPath(condition, tenant) {
  const prefixes = [...(condition ?? '').matchAll(/:(path|prefix)\] StringStartsWith '([^']*)'/g)];
  return ['path', 'prefix'].every(x => prefixes.some(y => y[1] === x)) && prefixes.every(x => x[2] === `${tenant}/`)
    && ['write', 'delete', 'add/action'].every(x => condition.includes(`/blobs/${x}'`));
}

/** A container or key that its own tenant can't reach is a setting that was forgotten. */
function* missing(form, grants, { resources, outputs }) {
  const served = new Set(outputs.COMPLIANCE_TENANTS.filter(x => x.state === 'active').map(x => x.resourceGroup));
  const own = resources.filter(x => /\/(containers|keys)$/.test(x.type) && served.has(x.id.split('/')[4]));
  for (const { id } of own.filter(x => !grants.some(y => y.on === x.id && y.principal.kind === 'tenant'))) {
    yield `${form}: ${id.split('/').slice(-1)} in ${id.split('/')[4]} is reached by nobody`;
  }
}
