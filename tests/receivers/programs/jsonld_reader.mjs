// Reads a JSON-LD file with jsonld.js, which may fetch nothing, and prints what it holds as N-Quads.
// Arguments: node_modules, the file.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const [modules, path] = process.argv.slice(2);
const jsonld = createRequire(`${modules}/here.js`)('jsonld');
const documentLoader = url => { throw new Error(`${url} was asked for`); };
const document = JSON.parse(readFileSync(path, 'utf8'));
process.stdout.write(await jsonld.toRDF(document, { format: 'application/n-quads', documentLoader }));
