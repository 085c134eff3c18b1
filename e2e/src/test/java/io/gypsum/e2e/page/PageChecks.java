package io.gypsum.e2e.page;

import java.util.ArrayList;
import java.util.List;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.TimeoutError;

/** What is required of each page that is shown. Each check returns the problems that it finds. */
final class PageChecks {
  /** The API page has more, in hundreds of similar sections. */
  private static final int MAX_STOPS = 150;
  private static final double MAX_WAIT_MS = 10_000;
  private static final String FRAME =
      """
          () => {
            const count = selector => document.querySelectorAll(selector).length;
            const content = document.querySelector('main#content');
            return [
              [count('h1') !== 1, count('h1') + ' times heading h1'],
              [count('main#content') !== 1, count('main#content') + ' times main element'],
              [!document.title.trim(), 'no title'],
              [!content || !content.innerText.trim(), 'no content'],
              [count('[style]') > 0, 'an inline style'],
            ].filter(([isProblem]) => isProblem).map(([_, problem]) => problem);
          }
          """;
  private static final String MARK_FOCUSED =
      "() => addEventListener('focusin', e => e.target.setAttribute('data-reached', ''))";
  private static final String UNREACHED =
      """
          () => [...document.querySelectorAll(
              'a[href], button, input, select, textarea, summary, [tabindex="0"]')]
            .filter(e => !e.hasAttribute('data-reached') && e.checkVisibility() && !e.disabled)
            .map(e => e.outerHTML.slice(0, 120))
          """;

  private PageChecks() {}

  /** Checks the parts that all pages have. */
  static List<String> frame(Page page) {
    return strings(page, FRAME);
  }

  /** Checks that the Tab key reaches everything on the page, which has just been opened. */
  static List<String> keyboard(Page page) {
    List<String> problems = new ArrayList<>();
    page.evaluate(MARK_FOCUSED);
    int stops = page.locator("a[href], button, input, select, summary, [tabindex='0']").count();
    boolean startsInField = page.locator("[autofocus]").count() > 0;
    page.keyboard().press("Tab");
    if (!startsInField && page.locator(".skip:focus").count() != 1) {
      problems.add("the first stop is not the link to the content");
    }
    if (stops <= MAX_STOPS) {
      // Two more, since the browser itself is a stop after the last one.
      for (int i = 0; i < stops + 2; i++) {
        page.keyboard().press("Tab");
      }
      strings(page, UNREACHED).forEach(element -> problems.add("not reached by Tab: " + element));
    }
    page.locator(".skip").focus();
    page.keyboard().press("Enter");
    try {
      // The browser reports its address some time after the key.
      page.waitForCondition(
          () -> page.url().endsWith("#content"),
          new Page.WaitForConditionOptions().setTimeout(MAX_WAIT_MS));
    } catch (TimeoutError e) {
      problems.add("the link to the content does not lead there");
    }
    return problems;
  }

  private static List<String> strings(Page page, String script) {
    @SuppressWarnings("unchecked") List<String> found = (List<String>) page.evaluate(script);
    return found;
  }
}
