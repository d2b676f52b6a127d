// node azure-yaml.mjs SCHEMA    what azure.yaml has that azd's own schema forbids, a line each
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv from 'ajv/dist/2019.js';
import { parse } from 'yaml';
import { root } from './lib/project.mjs';

const ajv = new Ajv.default({ strict: false, allErrors: true, logger: false, loadSchema: () => Promise.resolve({}) });
// Schemas of other hosts (agents) that it refers to are not at hand, and not ours.
const valid = await ajv.compileAsync(JSON.parse(readFileSync(process.argv[2], 'utf8')));
if (!valid(parse(readFileSync(join(root, 'azure.yaml'), 'utf8')))) {
  valid.errors.forEach(x => console.log(`${x.instancePath || '/'} ${x.message} ${JSON.stringify(x.params)}`));
  process.exitCode = 1;
}
