export const says = 'Flex Consumption has blob triggers by Event Grid only, and the hook subscribes the function that has one.';

export function* check(project) {
  for (const [path, text] of project.csharp) {
    for (const { 0: attribute, index } of text.matchAll(/\[BlobTrigger\([^\]]*\]/g)) {
      if (!attribute.includes('Source = BlobTriggerSource.EventGrid')) {
        yield `${path}: ${attribute} does not name Event Grid as its source`;
      }
      const name = [...text.slice(0, index).matchAll(/\[Function\("(\w+)"\)\]/g)].at(-1)[1];
      if (!project.texts.get('infra/hooks/event-grid.sh').includes(`Host.Functions.${name}&`)) {
        yield `infra/hooks/event-grid.sh does not subscribe ${name}`;
      }
    }
  }
}
