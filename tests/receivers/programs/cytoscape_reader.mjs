// Load Cytoscape.js JSON into a headless Cytoscape.js as the README says, ask its questions, print the data
// of every node and edge.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const require = createRequire(process.env.MODULES + "/");
const cytoscape = require("cytoscape");
const cy = cytoscape({ headless: true, ...JSON.parse(readFileSync("serm-bone.cyjs", "utf8")) });
const { questions } = JSON.parse(readFileSync(0, "utf8"));
const asked = Object.entries(questions).map(([name, text]) => [name, new Function("cy", `return ${text};`)(cy)]);
const data = (elements) => elements.map((element) => element.data());
const answers = Object.fromEntries(asked);
const held = { nodes: data(cy.nodes()), edges: data(cy.edges()) };
process.stdout.write(JSON.stringify({ version: cytoscape.version, answers, ...held }));
