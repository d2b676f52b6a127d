export const says = 'Hooks are POSIX shell that stops at the first error, and read only what azd gives them from the outputs.';

const known = new Set(['AZURE_ENV_NAME', 'AZURE_LOCATION', 'AZURE_SUBSCRIPTION_ID', 'AZURE_TENANT_ID']);

export function* check(project) {
  const outputs = new Set(Object.keys(project.forms.plain.outputs));
  for (const [path, text] of [...project.texts].filter(([x]) => x.endsWith('.sh'))) {
    if (!/^#!\/bin\/sh\n(#[^\n]*\n)*set -eu\n/.test(text)) {
      yield `${path} does not start with #!/bin/sh and set -eu`;
    }
    for (const [, name] of text.matchAll(/\$\{?((?:AZURE|SERVICE|COMPLIANCE)_[A-Z_]+)/g)) {
      if (!outputs.has(name) && !known.has(name) && !new RegExp(`^# ${name}:`, 'm').test(text)) {
        yield `${path} reads ${name}, which is no output and not explained at its top`;
      }
    }
  }
}
