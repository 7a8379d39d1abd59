import java.nio.charset.StandardCharsets;
import java.util.*;
import org.apache.commons.configuration2.BaseConfiguration;
import org.apache.tinkerpop.gremlin.jsr223.GremlinLangScriptEngine;
import org.apache.tinkerpop.gremlin.process.traversal.AnonymousTraversalSource;
import org.apache.tinkerpop.gremlin.process.traversal.Traversal;
import org.apache.tinkerpop.gremlin.process.traversal.dsl.graph.GraphTraversalSource;
import org.apache.tinkerpop.gremlin.structure.*;
import org.apache.tinkerpop.gremlin.tinkergraph.structure.TinkerGraph;
import org.apache.tinkerpop.gremlin.util.Gremlin;
import org.apache.tinkerpop.shaded.jackson.databind.ObjectMapper;

/** Does what the README says, asks its questions in Gremlin, prints all that the graph holds. */
public class TinkerGraphReader {
    public static void main(String[] args) throws Exception {
        ObjectMapper json = new ObjectMapper();
        Map<?, ?> job = json.readValue(new String(System.in.readAllBytes(), StandardCharsets.UTF_8), Map.class);
        BaseConfiguration conf = new BaseConfiguration();
        conf.setProperty("gremlin.tinkergraph.defaultVertexPropertyCardinality", "list");
        GraphTraversalSource g = AnonymousTraversalSource.traversal().withEmbedded(TinkerGraph.open(conf));
        g.io("serm-bone.graphson.json").read().iterate();

        List<Object> nodes = new ArrayList<>();
        g.V().forEachRemaining(vertex -> {
            Map<String, List<Object>> values = new LinkedHashMap<>();
            vertex.properties().forEachRemaining(p -> values.computeIfAbsent(p.key(), k -> new ArrayList<>()).add(p.value()));
            nodes.add(Map.of("id", vertex.id(), "values", values));
        });
        List<Object> edges = new ArrayList<>();
        g.E().forEachRemaining(edge -> {
            Map<String, Object> told = new LinkedHashMap<>();
            edge.properties().forEachRemaining(p -> told.put(p.key(), p.value()));
            told.put("id", edge.id());
            told.put("relation", edge.label());
            told.put("source", edge.outVertex().id());
            told.put("target", edge.inVertex().id());
            edges.add(told);
        });
        GremlinLangScriptEngine engine = new GremlinLangScriptEngine();
        engine.getContext().setAttribute("g", g, javax.script.ScriptContext.ENGINE_SCOPE);
        Map<String, Object> answers = new TreeMap<>();
        for (Map.Entry<?, ?> question : ((Map<?, ?>) job.get("questions")).entrySet()) {
            Traversal<?, ?> asked = (Traversal<?, ?>) engine.eval((String) question.getValue());
            answers.put((String) question.getKey(), asked.next());
        }
        System.out.write(json.writeValueAsBytes(
            Map.of("version", Gremlin.version(), "nodes", nodes, "edges", edges, "answers", answers)));
        System.out.flush();
    }
}
