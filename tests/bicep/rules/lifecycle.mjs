export const says = 'Lifecycle rules never touch the log, outlast the longest upload ticket, and end former versions within the seven days that certificates count on.';

const longestTicketHours = source => Number(source.match(/"ticketHours", settings\.TicketHours, \d+, (\d+)/)[1]);

export function* check(project) {
  const hours = longestTicketHours(project.source('TenantSettingsRules'));
  const { resources } = project.forms.plain;
  for (const { name, body } of resources.filter(x => x.type.endsWith('/managementPolicies'))) {
    const rules = body.properties.policy.rules.map(x => ({ rule: x.name, ...x.definition }));
    for (const { rule, filters, actions } of rules) {
      const prefixes = filters.prefixMatch ?? [''];
      if (prefixes.some(x => 'audit/'.startsWith(x))) {
        yield `${name}: ${rule} reaches the log`;
      }
      if (prefixes.includes('inbox/') && actions.baseBlob.delete.daysAfterCreationGreaterThan * 24 < hours + 24) {
        yield `${name}: ${rule} deletes uploads of a ticket of ${hours} hours`;
      }
    }
    yield* formerVersions(name, rules, resources);
    yield* keyBackups(name, rules);
  }
}

// The app removes them in time; a rule that is left to do it comes not later than certificates promise.
function* keyBackups(name, rules) {
  for (const { rule, actions } of rules.filter(x => x.filters.prefixMatch?.includes('keybackups/'))) {
    if (!(actions.baseBlob?.delete.daysAfterCreationGreaterThan < 7) || actions.version?.delete.daysAfterCreationGreaterThan !== 0) {
      yield `${name}: ${rule} lets a backup of the key ring outlive seven days`;
    }
  }
}

function* formerVersions(name, rules, resources) {
  const account = name.split('/')[0];
  if (!resources.find(x => x.name === name && x.type.endsWith('/blobServices')).body.properties.isVersioningEnabled) {
    return;
  }
  const containers = resources.filter(x => x.type.endsWith('/containers') && x.name.startsWith(`${account}/`)).map(x => x.name.split('/')[2]);
  for (const container of containers.filter(x => x !== 'audit')) {
    const days = rules.filter(x => x.filters.prefixMatch?.includes(`${container}/`)).map(x => x.actions.version?.delete.daysAfterCreationGreaterThan);
    if (!days.some(x => x <= 7)) {
      yield `${account}: former versions in ${container} outlive seven days`;
    }
  }
}
