package io.gypsum.e2e.page;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import io.gypsum.e2e.harness.TestServer;
import io.gypsum.e2e.harness.Users;
import io.gypsum.e2e.page.Chromium.Tab;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Writes pictures of all pages; run by {@code e2e/screenshots}, not by the gate. The property {@code gypsum.screenshots} is a
 * regular expression of the names to write, such as {@code typical-home-.*}.
 */
class ScreenshotRun {
  private static final String WANTED = System.getProperty("gypsum.screenshots", ".*");
  private static final Path ALL = Path.of("../target/screenshots");
  private static final Path DOCUMENTS = Path.of("../docs/screenshots");
  private static final int[] WIDTHS = {360, 800, 1440};
  private static final Map<String, String> SHOWN_IN_README =
      new TreeMap<>(
          Map.of("home", "home", "version v1", "version", "compare", "comparison"));

  @TempDir Path emptyDirectory;
  @TempDir Path directory;

  @Test
  @Timeout(1800)
  void writeAll() {
    try (Chromium chromium = Chromium.start()) {
      try (TestServer empty = TestServer.start(Users.newData(emptyDirectory))) {
        write(chromium, empty.process().url(), "empty", ShownPage.withoutContent());
      }
      try (TestServer server =
          TestServer.start(
              Users.newData(directory), "--index", "_bioconductor.json",
              "--index-interval", "1s", "--site-title", "Brain data")) {
        URI url = server.process().url();
        DemoBucket.fillTypical(server);
        writeForReadme(chromium, url);
        write(chromium, url, "typical", ShownPage.typical());
        DemoBucket.fillExtreme(server);
        write(
            chromium, url, "extreme",
            ShownPage.all().stream().filter(ShownPage::isExtreme).toList());
      }
    }
  }

  private static void write(
      Chromium chromium, URI server, String content, List<ShownPage> pages) {
    for (ColorScheme scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
      for (int width : WIDTHS) {
        NewContextOptions options =
            new NewContextOptions().setColorScheme(scheme).setViewportSize(width, 900);
        try (VisitorTabs tabs = new VisitorTabs(chromium, server, options)) {
          for (ShownPage page : pages) {
            String name =
                content + "-" + page.fileName() + "-" + scheme.name().toLowerCase(Locale.ROOT)
                    + "-" + width;
            if (name.matches(WANTED)) {
              Tab tab = tabs.of(page.visitor());
              tab.open(page);
              tab.page()
                  .screenshot(
                      new Page.ScreenshotOptions().setFullPage(true)
                          .setPath(ALL.resolve(name + ".png")));
            }
          }
        }
      }
    }
  }

  /** Writes the pictures of the README, which are small. */
  private static void writeForReadme(Chromium chromium, URI server) {
    NewContextOptions options = new NewContextOptions().setViewportSize(1100, 760);
    try (BrowserContext context = chromium.newContext(options)) {
      Tab tab = new Tab(server, context);
      for (ShownPage page : ShownPage.typical()) {
        String name = SHOWN_IN_README.get(page.name());
        if (name != null && name.matches(WANTED)) {
          tab.open(page);
          tab.page()
              .screenshot(
                  new Page.ScreenshotOptions().setPath(DOCUMENTS.resolve(name + ".png")));
        }
      }
    }
  }
}
