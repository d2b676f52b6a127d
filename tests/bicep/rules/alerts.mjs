export const says = 'The alerts that somebody must get are there, and each log event that a query asks for is one that the code logs.';

const wanted = ['poison', 'quarantine', 'overdue', 'stale-checkpoint', 'denied', 'not-audited'];

export function* check(project) {
  const events = new Set(project.csharp.flatMap(([, text]) =>
    [...text.matchAll(/\[LoggerMessage\([\s\S]*?\)\]\s*public static partial void (\w+)/g)].map(x => x[1])));
  const alerts = project.forms.plain.resources.filter(x => x.type === 'Microsoft.Insights/scheduledQueryRules');
  for (const name of wanted.filter(x => !alerts.some(y => y.name.startsWith(`alert-${x}-`)))) {
    yield `there is no alert ${name}`;
  }
  for (const { name, body } of alerts) {
    const { query } = body.properties.criteria.allOf[0];
    const asked = [...query.matchAll(/EventName (?:== |in \()("[^)]*")/g)].flatMap(x => [...x[1].matchAll(/\w+/g)].map(String));
    for (const event of asked.filter(x => !events.has(x))) {
      yield `${name} asks for ${event}, which nothing logs`;
    }
  }
}
