export const says = 'A tenant\'s system gets the messages addressed to it and no others: they carry claims and one-time tokens.';

export function* check({ forms }) {
  const { resources } = forms.plain;
  for (const { name } of resources.filter(x => x.type.endsWith('/topics/subscriptions'))) {
    const [, topic, system] = name.split('/');
    const property = topic.endsWith('~privacy-events') ? 'recipient' : 'recorder';
    const filters = resources.filter(x => x.type.endsWith('/subscriptions/rules') && x.name.startsWith(`${name}/`)).map(x => x.body.properties);
    const own = filters.length === 1 && (system === 'office'
      ? filters[0].sqlFilter?.sqlExpression === `NOT EXISTS(${property})`
      : filters[0].correlationFilter?.properties[property] === system);
    if (!own || !resources.some(x => x.name === `${name}/$Default`)) {
      yield `${name} gets others' messages`;
    }
  }
}
