package io.gypsum.e2e.page;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import com.microsoft.playwright.Browser.NewContextOptions;
import io.gypsum.e2e.harness.Eventually;
import io.gypsum.e2e.harness.TestServer;
import io.gypsum.e2e.harness.Users;
import io.gypsum.e2e.page.Chromium.Tab;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Every page in a browser: with and without scripts, by keyboard only, and for people who use assistive technology. Each page is
 * opened once with scripts and once without.
 */
@Timeout(240)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PageWalkTest {
  private static final Pattern ROUTE = Pattern.compile("\\bget\\(\\s*\"(/[^\"]*)\"[,)]");

  private final Map<String, List<String>> withScripts = new LinkedHashMap<>();
  private final Map<String, List<String>> withoutScripts = new LinkedHashMap<>();
  private final Map<String, List<String>> byKeyboard = new LinkedHashMap<>();
  private final Map<String, List<String>> withAssistance = new LinkedHashMap<>();

  @TempDir static Path temp;

  private TestServer server;

  @BeforeAll
  void walk() throws IOException {
    server = TestServer
        .start(Users.newData(temp), "--index", "_bioconductor.json", "--index-interval", "1s");
    DemoBucket.fillTypical(server);
    DemoBucket.fillExtreme(server);
    Eventually.await(
        "the index",
        () -> server.anonymous().get("/search?q=mouse+brain").text().contains(DemoBucket.ASSET));
    try (Chromium chromium = Chromium.start()) {
      walkWithScripts(chromium);
      walkWithoutScripts(chromium);
    }
  }

  private void walkWithScripts(Chromium chromium) throws IOException {
    AxeScan axe = AxeScan.load();
    URI url = server.process().url();
    try (VisitorTabs tabs = new VisitorTabs(chromium, url, AxeScan.options())) {
      for (ShownPage shown : ShownPage.all()) {
        Tab tab = tabs.of(shown.visitor());
        List<String> problems = tab.open(shown);
        problems.addAll(PageChecks.frame(tab.page()));
        // The pages whose content attacks them have the same elements.
        if (!shown.isExtreme()) {
          byKeyboard.put(shown.toString(), PageChecks.keyboard(tab.page()));
          AxeScan.shortenLists(tab.page());
          withAssistance.put(shown.toString(), axe.problems(tab.page()));
        }
        withScripts.put(shown.toString(), tab.problems());
      }
    }
  }

  private void walkWithoutScripts(Chromium chromium) {
    NewContextOptions options = new NewContextOptions().setJavaScriptEnabled(false);
    try (VisitorTabs tabs = new VisitorTabs(chromium, server.process().url(), options)) {
      for (ShownPage shown : ShownPage.all()) {
        Tab tab = tabs.of(shown.visitor());
        List<String> problems = tab.open(shown);
        problems.addAll(PageChecks.frame(tab.page()));
        withoutScripts.put(shown.toString(), tab.problems());
      }
    }
  }

  @AfterAll
  void stop() {
    server.close();
  }

  @Test
  void everyRouteHasALineInTheTable() throws IOException {
    Set<String> routes = new TreeSet<>();
    for (Path file : routeFiles()) {
      Matcher matcher = ROUTE.matcher(Files.readString(file));
      while (matcher.find()) {
        routes.add(matcher.group(1));
      }
    }
    // An asset and the number in the menu are parts of pages.
    Set<String> shown = new TreeSet<>(Set.of("/assets/{name}", "/review/count", ""));
    ShownPage.all().forEach(page -> shown.add(page.route()));
    ShownPage.documents().forEach(page -> shown.add(page.route()));
    routes.add("");

    assertThat(shown).as("add new pages to ShownPage").containsExactlyInAnyOrderElementsOf(routes);
  }

  private static List<Path> routeFiles() throws IOException {
    try (Stream<Path> files = Files.walk(Path.of("../server/src/main/java/io/gypsum/server"))) {
      return files.filter(file -> file.toString().matches(".*(/page/.*|Member)Routes\\.java"))
          .toList();
    }
  }

  @Test
  void everyPageWorksWithScripts() {
    requireNone(withScripts);
  }

  @Test
  void everyPageWorksWithoutScripts() {
    requireNone(withoutScripts);
  }

  @Test
  void everyPageCanBeUsedByKeyboardOnly() {
    requireNone(byKeyboard);
  }

  @Test
  void noPageHasASeriousAccessibilityProblem() {
    requireNone(withAssistance);
  }

  private static void requireNone(Map<String, List<String>> problemsByPage) {
    assertThat(problemsByPage).isNotEmpty();
    Map<String, List<String>> found = new LinkedHashMap<>(problemsByPage);
    found.values().removeIf(List::isEmpty);
    assertThat(found).as("problems by page").isEmpty();
  }

  @Test
  void feedsAndTextsAreSent() {
    for (ShownPage document : ShownPage.documents()) {
      assertThat(server.anonymous().get(document.path()).ok().text()).as(document.toString())
          .isNotBlank();
    }
  }
}
