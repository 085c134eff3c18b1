package io.gypsum.e2e.page;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;

import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ReducedMotion;

import static java.nio.charset.StandardCharsets.UTF_8;

/** Finds serious problems for people who use assistive technology, with axe-core, in light and dark mode. */
final class AxeScan {
  private static final String SCAN =
      """
          async () => (await axe.run(document, {resultTypes: ['violations'] OPTIONS})).violations
            .filter(v => v.impact === 'serious' || v.impact === 'critical')
            .map(v => v.id + ': ' + v.nodes.slice(0, 3).map(n => n.html.slice(0, 160)).join(' | '))
          """;
  private static final String ALL = SCAN.replace(" OPTIONS", "");
  /** Only the colours of a dark page differ. */
  private static final String COLOURS =
      SCAN.replace(" OPTIONS", ", runOnly: {type: 'rule', values: ['color-contrast']}");

  private final String axe;

  private AxeScan(String axe) {
    this.axe = axe;
  }

  static AxeScan load() throws IOException {
    try (InputStream in = AxeScan.class.getResourceAsStream("/axe.min.js")) {
      return new AxeScan(new String(in.readAllBytes(), UTF_8));
    }
  }

  /** Returns the options of a context whose pages can be scanned. */
  static NewContextOptions options() {
    // Colours would otherwise change gradually when the scheme does.
    return new NewContextOptions().setBypassCSP(true).setReducedMotion(ReducedMotion.REDUCE);
  }

  /** Returns the problems of the page that is shown, which is light before and afterwards. */
  List<String> problems(Page page) {
    page.evaluate(axe);
    List<String> problems = new ArrayList<>(violations(page, ALL));
    page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.DARK));
    problems.addAll(violations(page, COLOURS));
    page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.LIGHT));
    return problems;
  }

  private static List<String> violations(Page page, String script) {
    @SuppressWarnings("unchecked") List<String> found = (List<String>) page.evaluate(script);
    return found;
  }
}
