package io.gypsum.e2e.page;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import io.gypsum.e2e.harness.Eventually;
import io.gypsum.e2e.harness.TestServer;
import io.gypsum.e2e.harness.Users;
import io.gypsum.e2e.page.Chromium.Tab;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** Every page in a browser: with and without scripts, by keyboard only, and for people who use assistive technology. */
@Timeout(240)
class PageWalkTest {
  private static final Pattern ROUTE = Pattern.compile("\\bget\\(\\s*\"(/[^\"]*)\"[,)]");
  /** The API page has more, in hundreds of similar sections. */
  private static final int MAX_STOPS = 150;
  private static final String MARK_FOCUSED =
      "() => addEventListener('focusin', e => e.target.setAttribute('data-reached', ''))";
  private static final String UNREACHED =
      """
          () => [...document.querySelectorAll(
              'a[href], button, input, select, textarea, summary, [tabindex="0"]')]
            .filter(e => !e.hasAttribute('data-reached') && e.checkVisibility() && !e.disabled)
            .map(e => e.outerHTML.slice(0, 120))
          """;

  @TempDir static Path temp;

  private static TestServer server;
  private static Chromium chromium;

  @BeforeAll
  static void start() {
    server = TestServer
        .start(Users.newData(temp), "--index", "_bioconductor.json", "--index-interval", "1s");
    DemoBucket.fillTypical(server);
    DemoBucket.fillExtreme(server);
    Eventually.await(
        "the index",
        () -> server.anonymous().get("/search?q=mouse+brain").text().contains(DemoBucket.ASSET));
    chromium = Chromium.start();
  }

  @AfterAll
  static void stop() {
    chromium.close();
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
    Set<String> shown = new TreeSet<>(Set.of("/assets/{name}", ""));
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
    walk(new NewContextOptions(), ShownPage.all(), (tab, problems) -> requireFrame(tab, problems));
  }

  @Test
  void everyPageWorksWithoutScripts() {
    walk(
        new NewContextOptions().setJavaScriptEnabled(false), ShownPage.all(),
        (tab, problems) -> requireFrame(tab, problems));
  }

  @Test
  void everyPageCanBeUsedByKeyboardOnly() {
    walk(new NewContextOptions(), ShownPage.typical(), (tab, problems) -> {
      Page page = tab.page();
      page.evaluate(MARK_FOCUSED);
      int stops = page.locator("a[href], button, input, select, summary, [tabindex='0']").count();
      boolean startsInField = page.locator("[autofocus]").count() > 0;
      page.keyboard().press("Tab");
      if (!startsInField && page.locator(".skip:focus").count() != 1) {
        problems.add("the first stop is not the link to the content");
      }
      if (stops <= MAX_STOPS) {
        requireAllReached(page, stops, problems);
      }
      page.locator(".skip").focus();
      page.keyboard().press("Enter");
      if (!page.url().endsWith("#content")) {
        problems.add("the link to the content does not lead there");
      }
    });
  }

  @Test
  void noPageHasASeriousAccessibilityProblem() throws IOException {
    AxeScan axe = AxeScan.load();
    walk(
        AxeScan.options(), ShownPage.typical(),
        (tab, problems) -> problems.addAll(axe.problems(tab.page())));
  }

  private static void requireAllReached(Page page, int stops, List<String> problems) {
    // Two more, since the browser itself is a stop after the last one.
    for (int i = 0; i < stops + 2; i++) {
      page.keyboard().press("Tab");
    }
    @SuppressWarnings("unchecked") List<String> unreached =
        (List<String>) page.evaluate(UNREACHED);
    unreached.forEach(element -> problems.add("not reached by Tab: " + element));
  }

  @Test
  void feedsAndTextsAreSent() {
    for (ShownPage document : ShownPage.documents()) {
      assertThat(server.anonymous().get(document.path()).ok().text()).as(document.toString())
          .isNotBlank();
    }
  }

  /** Checks one page that is shown. */
  @FunctionalInterface
  private interface Check {
    void run(Tab tab, List<String> problems);
  }

  private static void walk(NewContextOptions options, List<ShownPage> pages, Check check) {
    Map<String, List<String>> found = new TreeMap<>();
    try (VisitorTabs tabs = new VisitorTabs(chromium, server.process().url(), options)) {
      for (ShownPage shown : pages) {
        Tab tab = tabs.of(shown.visitor());
        List<String> problems = tab.open(shown);
        check.run(tab, problems);
        if (!problems.isEmpty()) {
          found.put(shown.toString(), List.copyOf(problems));
        }
      }
    }
    assertThat(found).as("problems by page").isEmpty();
  }

  /** Requires what all pages have. */
  private static void requireFrame(Tab tab, List<String> problems) {
    Page page = tab.page();
    requireOne(page.locator("h1"), "heading h1", problems);
    requireOne(page.locator("main#content"), "main element", problems);
    if (page.title().isBlank()) {
      problems.add("no title");
    }
    if (page.locator("main#content").innerText().isBlank()) {
      problems.add("no content");
    }
    if (page.locator("[style]").count() > 0) {
      problems.add("an inline style");
    }
  }

  private static void requireOne(Locator locator, String what, List<String> problems) {
    if (locator.count() != 1) {
      problems.add(locator.count() + " times " + what);
    }
  }
}
