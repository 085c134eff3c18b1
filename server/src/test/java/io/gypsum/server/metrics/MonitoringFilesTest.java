package io.gypsum.server.metrics;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

import io.gypsum.server.GypsumServer;
import io.gypsum.server.settings.SettingsReader;
import io.gypsum.server.settings.SettingsSources;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/** The alert rules and the dashboard of the administrator's guide name metrics that a server really has. */
class MonitoringFilesTest {
  private static final Path DIRECTORY = Path.of("../docs/admin");
  private static final Path RULES = DIRECTORY.resolve("gypsum-alerts.yml");
  private static final Path DASHBOARD = DIRECTORY.resolve("gypsum-dashboard.json");

  private static final Pattern SELECTOR =
      Pattern.compile("([a-z]++(?:_[a-z0-9]++)++)\\s*(?:\\{([^}]*)})?");
  private static final Pattern MATCHER = Pattern.compile("([a-z_]+)\\s*=\\s*\"([^\"]*)\"");
  /** Functions of Prometheus whose names look like those of metrics. */
  private static final Set<String> FUNCTIONS = Set.of("histogram_quantile", "min_over_time");

  @TempDir Path temp;

  @Test
  void theAlertRulesAndTheDashboardUseExistingMetrics() throws Exception {
    String metrics = scrape();
    List<String> expressions = new ArrayList<>(alertExpressions());
    expressions.addAll(dashboardExpressions());
    for (String expression : expressions) {
      assertThat(selectors(expression)).as("metrics in '%s'", expression).isNotEmpty();
      for (MatchResult selector : selectors(expression)) {
        requireSeries(metrics, selector.group(1), selector.group(2), expression);
      }
    }
  }

  private static List<MatchResult> selectors(String expression) {
    String bare =
        expression.replaceAll("\\b(by|without|on)\\s*\\([^)]*\\)", "")
            .replaceAll("\\[[^]]*]", "");
    return SELECTOR.matcher(bare)
        .results()
        .filter(found -> !FUNCTIONS.contains(found.group(1)))
        .toList();
  }

  private static void requireSeries(
      String metrics, String name, String matchers, String expression) {
    assertThat(metrics.lines().filter(line -> line.matches(name + "[ {].*")))
        .as("series of the metric '%s' in '%s'", name, expression)
        .isNotEmpty();
    if (matchers != null) {
      MATCHER.matcher(matchers).results().forEach(label -> {
        // A series of a status exists only after the first response with it.
        String value = label.group(1).equals("status") ? "" : label.group(2) + "\"";
        assertThat(metrics.lines())
            .as("label '%s' of '%s'", label.group(), name)
            .anyMatch(
                line -> line.startsWith(name + "{")
                    && line.contains(label.group(1) + "=\"" + value));
      });
    }
  }

  private String scrape() throws IOException, InterruptedException {
    Map<String, String> settings =
        Map.of(
            "port", "0", "data", temp.resolve("data").toString(), "index", "_bioconductor.json");
    try (GypsumServer server =
        GypsumServer.start(SettingsReader.read(SettingsSources.of(settings, temp)));
        HttpClient http = HttpClient.newHttpClient()) {
      var _ = get(http, server.address(), "/health/live");
      // Counted before the connection is used again.
      var _ = get(http, server.address(), "/metrics");
      String metrics = get(http, server.address(), "/metrics");
      assertThat(metrics).as("no path of the server").doesNotContain(temp.toString());
      return metrics;
    }
  }

  private static String get(HttpClient http, URI server, String path)
      throws IOException, InterruptedException {
    return http.send(
        HttpRequest.newBuilder(URI.create(server + path)).build(), BodyHandlers.ofString()).body();
  }

  @SuppressWarnings("unchecked") // The structure of rule files is fixed.
  private static List<String> alertExpressions() throws IOException {
    Map<String, Object> file =
        new Yaml(new SafeConstructor(new LoaderOptions())).load(Files.readString(RULES));
    List<String> expressions = new ArrayList<>();
    Set<String> names = new TreeSet<>();
    for (Map<String, Object> group : (List<Map<String, Object>>) file.get("groups")) {
      for (Map<String, Object> rule : (List<Map<String, Object>>) group.get("rules")) {
        assertThat(rule).containsKeys("alert", "expr", "for", "labels", "annotations");
        assertThat(names.add((String) rule.get("alert"))).as("%s", rule.get("alert")).isTrue();
        expressions.add((String) rule.get("expr"));
      }
    }
    // Prometheus itself adds this one.
    expressions.removeIf(expression -> expression.startsWith("up{"));
    assertThat(expressions).isNotEmpty();
    return expressions;
  }

  private static List<String> dashboardExpressions() throws IOException {
    JsonNode dashboard = JsonMapper.shared().readTree(Files.readString(DASHBOARD));
    List<String> expressions = new ArrayList<>();
    for (JsonNode panel : dashboard.get("panels")) {
      assertThat(panel.get("title").asString()).isNotBlank();
      for (JsonNode target : panel.get("targets")) {
        expressions.add(target.get("expr").asString());
      }
    }
    assertThat(expressions).isNotEmpty();
    return expressions;
  }
}
