// Reads an RDF file with N3.js and prints what it holds as N-Quads. Arguments: node_modules, the file, its format.
import { createReadStream } from 'node:fs';
import { createRequire } from 'node:module';

const [modules, path, format] = process.argv.slice(2);
const { Writer, StreamParser } = createRequire(`${modules}/here.js`)('n3');
const writer = new Writer(process.stdout, { format: 'N-Quads', end: false });
const parser = new StreamParser({ format, blankNodePrefix: '_:' });
parser.on('data', quad => writer.addQuad(quad));
parser.on('error', error => { console.error(error.message); process.exitCode = 1; });
parser.on('end', () => writer.end());
createReadStream(path).pipe(parser);
