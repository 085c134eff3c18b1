package io.gypsum.e2e.page;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

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

  /** The later elements of long lists, which are written by the same loop of a template as those before them. */
  private static final String REPEATED =
      "article:nth-of-type(n+4), tr:nth-child(n+11), li:nth-child(n+11), pre code > :nth-child(n+11)";

  /** Describes the elements of the page; a list has the same description for any number of equal items. */
  private static final String STRUCTURE =
      """
          () => {
            const structure = e => e.tagName + '.' + e.className + e.getAttributeNames()
              + '(' + [...new Set([...e.children].map(structure))] + ')';
            return structure(document.body);
          }
          """;

  private final String axe;
  private final Set<String> scanned = new HashSet<>();

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
    return new NewContextOptions().setReducedMotion(ReducedMotion.REDUCE);
  }

  /** Returns the problems of the page that is shown, which is light before and afterwards. */
  List<String> problems(Page page) {
    if (!scanned.add((String) page.evaluate(STRUCTURE))) {
      return List.of();
    }
    page.evaluate(axe);
    List<String> problems = new ArrayList<>(violations(page, ALL));
    page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.DARK));
    problems.addAll(violations(page, COLOURS));
    page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.LIGHT));
    return problems;
  }

  /** Removes the later elements of long lists: they have the same problems as those before them. */
  static void shortenLists(Page page) {
    page.evaluate(
        "selector => document.querySelectorAll(selector).forEach(e => e.remove())", REPEATED);
  }

  private static List<String> violations(Page page, String script) {
    @SuppressWarnings("unchecked") List<String> found = (List<String>) page.evaluate(script);
    return found;
  }
}
