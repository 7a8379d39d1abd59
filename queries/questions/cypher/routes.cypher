// Signed routes from toremifene to bone mineral density at the lumbar spine, at most 4 steps, no node twice:
// what `kg explain toremifene "lumbar spine BMD"` walks before it asks where, in whom and in what milieu a step was shown.
MATCH p = (:Entity {id: 'ent:toremifene'})-[steps*1..4]->(end:Entity)
WHERE end.label IN ['lumbar spine BMD', 'bone mineral density', 'bone mass']
  AND all(step IN steps WHERE step.relation_kind = 'causal' AND step.sign IN [-1, 1]
    AND step.status IN ['supported', 'contested', 'inferred']
    AND NOT coalesce(step.inferred_by, '') IN ['siteRollUp', 'doseBand']
    AND NOT (any(l IN labels(startNode(step)) WHERE l IN ['Drug', 'ChemicalEntity', 'Intervention'])
      AND any(l IN labels(endNode(step)) WHERE l IN ['Phenotype', 'Biomarker'])))
  AND all(n IN nodes(p) WHERE size([m IN nodes(p) WHERE m = n]) = 1)
RETURN [step IN steps | step.id] AS assertions,
  reduce(sign = 1, step IN steps | sign * step.sign) AS sign,
  [n IN nodes(p) | n.label] AS route
ORDER BY size(assertions), assertions;
