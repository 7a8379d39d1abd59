// Load Cytoscape.js JSON into a headless Cytoscape.js and print the data of every node and edge.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const require = createRequire(process.env.MODULES + "/");
const cytoscape = require("cytoscape");
const cy = cytoscape({ headless: true, ...JSON.parse(readFileSync("serm-bone.cyjs", "utf8")) });
const data = (elements) => elements.map((element) => element.data());
process.stdout.write(JSON.stringify({ version: cytoscape.version, nodes: data(cy.nodes()), edges: data(cy.edges()) }));
