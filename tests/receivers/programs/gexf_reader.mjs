// Read GEXF by graphology, ask the questions of the README, print the attributes of every node and edge.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const require = createRequire(process.env.MODULES + "/");
const { MultiDirectedGraph } = require("graphology");
const gexf = require("graphology-gexf");
const graph = gexf.parse(MultiDirectedGraph, readFileSync("serm-bone.gexf", "utf8"));
const version = require("graphology-gexf/package.json").version;
const nodes = graph.mapNodes((id, attributes) => ({ ...attributes, id }));
const edges = graph.mapEdges((id, attributes, source, target) => ({ ...attributes, id, source, target }));
const { questions } = JSON.parse(readFileSync(0, "utf8"));
const asked = Object.entries(questions).map(([name, text]) => [name, new Function("graph", `return ${text};`)(graph)]);
process.stdout.write(JSON.stringify({ version, answers: Object.fromEntries(asked), nodes, edges }));
