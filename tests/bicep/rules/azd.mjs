import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { root } from '../lib/project.mjs';

export const says = 'azure.yaml deploys the service that the templates tag, runs hooks that exist, and gets the outputs it needs.';

export function* check(project) {
  const azd = parse(project.texts.get('azure.yaml'));
  const { resources, outputs } = project.forms.plain;
  for (const [name, service] of Object.entries(azd.services)) {
    const sites = resources.filter(x => x.type === 'Microsoft.Web/sites' && x.body.tags['azd-service-name'] === name);
    if (sites.length !== 1) {
      yield `${sites.length} apps are tagged azd-service-name: ${name}`;
    }
    if (!existsSync(join(root, service.project)) || service.host !== 'function') {
      yield `service ${name}: ${service.project} on ${service.host}`;
    }
    if (!(`SERVICE_${name.toUpperCase()}_NAME` in outputs)) {
      yield `there is no output SERVICE_${name.toUpperCase()}_NAME`;
    }
  }
  for (const [hook, { run }] of Object.entries(azd.hooks ?? {})) {
    if (!project.texts.has(run.replace(/^\.\//, ''))) {
      yield `hook ${hook}: there is no ${run}`;
    }
  }
  if (!('AZURE_RESOURCE_GROUP' in outputs)) {
    yield 'there is no output AZURE_RESOURCE_GROUP';
  }
  for (const { name, body } of resources.filter(x => x.type === 'Microsoft.Resources/resourceGroups' && !x.body.tags['azd-env-name'])) {
    yield `${name} has no tag azd-env-name: ${JSON.stringify(body.tags)}`;
  }
}
