// Reads a YAML file with js-yaml and prints it as JSON. Arguments: node_modules, the file.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const [modules, path] = process.argv.slice(2);
const { load } = createRequire(`${modules}/here.js`)('js-yaml');
process.stdout.write(JSON.stringify(load(readFileSync(path, 'utf8'))));
