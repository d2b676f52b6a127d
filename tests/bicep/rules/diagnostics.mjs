export const says = 'Everything that holds or moves data logs to the workspace.';

const logged = /^Microsoft\.(Storage\/storageAccounts\/(blobServices|queueServices)|KeyVault\/vaults|ServiceBus\/namespaces|EventGrid\/systemTopics)$/;

export function* check({ forms }) {
  const { resources } = forms.plain;
  const settings = resources.filter(x => x.type === 'Microsoft.Insights/diagnosticSettings');
  for (const { id, name, type } of resources.filter(x => logged.test(x.type))) {
    const logs = settings.filter(x => x.scope === id).flatMap(x => x.body.properties.logs);
    if (!logs.some(x => x.enabled && ['allLogs', 'audit'].includes(x.categoryGroup))) {
      yield `${name} (${type}) logs nothing`;
    }
  }
}
