import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.*;
import org.gephi.graph.api.*;
import org.gephi.io.importer.api.Container;
import org.gephi.io.importer.api.EdgeMergeStrategy;
import org.gephi.io.importer.impl.ImportControllerImpl;
import org.gephi.io.importer.plugin.file.ImporterGEXF;
import org.gephi.io.importer.plugin.file.ImporterGraphML;
import org.gephi.io.importer.spi.FileImporter;
import org.gephi.io.processor.plugin.DefaultProcessor;
import org.gephi.project.api.ProjectController;
import org.openide.util.Lookup;

/** Opens a file as Gephi does, edges not merged, and prints every column of every node and edge. */
public class GephiReader {
    public static void main(String[] args) throws Exception {
        ProjectController projects = Lookup.getDefault().lookup(ProjectController.class);
        projects.newProject();
        boolean graphml = new File("serm-bone.graphml").exists();
        FileImporter format = graphml ? new ImporterGraphML() : new ImporterGEXF();
        File file = new File(graphml ? "serm-bone.graphml" : "serm-bone.gexf");
        ImportControllerImpl importer = new ImportControllerImpl();
        Container container = importer.importFile(Files.newBufferedReader(file.toPath(), StandardCharsets.UTF_8), format);
        container.getLoader().setEdgesMergeStrategy(EdgeMergeStrategy.NO_MERGE);
        importer.process(container, new DefaultProcessor(), projects.getCurrentWorkspace());

        GraphModel model = Lookup.getDefault().lookup(GraphController.class).getGraphModel();
        Graph graph = model.getGraph();
        List<Object> nodes = new ArrayList<>();
        for (Node node : graph.getNodes()) nodes.add(told(node, model.getNodeTable()));
        List<Object> edges = new ArrayList<>();
        for (Edge edge : graph.getEdges()) {
            Map<String, Object> told = told(edge, model.getEdgeTable());
            told.put("source", edge.getSource().getId());
            told.put("target", edge.getTarget().getId());
            edges.add(told);
        }
        System.out.write(new ObjectMapper().writeValueAsBytes(Map.of("nodes", nodes, "edges", edges)));
        System.out.flush();
        System.exit(0); // Gephi's threads go on
    }

    private static Map<String, Object> told(Element element, Table columns) {
        Map<String, Object> told = new LinkedHashMap<>();
        for (Column column : columns) {
            if (!column.getId().equals("timeset")) told.put(column.getTitle(), element.getAttribute(column));
        }
        told.put("id", element.getId());
        told.put("label", element.getLabel());
        return told;
    }
}
