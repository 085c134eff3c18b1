package io.gypsum.e2e.page;

import java.nio.file.Path;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

import com.microsoft.playwright.FileChooser;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import io.gypsum.e2e.page.Chromium.Tab;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A person who uses the pages by keyboard only: reaches each element by the Tab key, in the order of the page, and fails if that
 * is not possible. Every page that is shown is scanned for problems of accessibility.
 */
final class KeyboardUser {
  private static final int MAX_STOPS = 200;

  private final Tab tab;
  private final Page page;
  private final AxeScan axe;

  KeyboardUser(Tab tab, AxeScan axe) {
    this.tab = tab;
    this.page = tab.page();
    this.axe = axe;
  }

  Page page() {
    return page;
  }

  /** Opens an address as if it were typed. */
  KeyboardUser open(String path) {
    tab.navigate(path);
    return checked();
  }

  /** Signs out by the menu of the account. */
  KeyboardUser signOut(String login) {
    return expand(login).press("Sign out");
  }

  /** Replaces the text of a field. */
  KeyboardUser type(String label, String text) {
    reach(field(label));
    page.keyboard().press("Control+A");
    page.keyboard().press("Delete");
    page.keyboard().type(text);
    return this;
  }

  /** Enters a date in the field of the browser, which has parts for month, day and year. */
  KeyboardUser date(String label, LocalDate date) {
    reach(field(label));
    page.keyboard().type(date.format(DateTimeFormatter.ofPattern("MMddyyyy")));
    return this;
  }

  /** Ticks the check box whose label contains a text. */
  KeyboardUser tick(String label) {
    reach(visible(page.getByLabel(label)));
    page.keyboard().press("Space");
    return this;
  }

  /** Opens the disclosure with that text. */
  KeyboardUser expand(String summary) {
    reach(page.locator("summary").filter(new Locator.FilterOptions().setHasText(summary)).first());
    page.keyboard().press("Enter");
    return this;
  }

  /** Presses a button, and waits for the page that the server sends. */
  KeyboardUser press(String button) {
    return activate(button(button));
  }

  /** Presses a button of a script, and waits until the page shows a text. */
  KeyboardUser press(String button, String awaited) {
    reach(button(button));
    page.keyboard().press("Enter");
    visible(page.locator("main").getByText(awaited)).waitFor();
    return checked();
  }

  /** Presses a button that opens the browser's dialog for files, and selects one. */
  KeyboardUser select(String button, Path file) {
    AtomicReference<FileChooser> dialog = new AtomicReference<>();
    Consumer<FileChooser> listener = dialog::set;
    // Called before the button is reached, because the browser reports its dialogs only some time after this call.
    page.onFileChooser(listener);
    reach(button(button));
    page.keyboard().press("Enter");
    page.waitForCondition(() -> dialog.get() != null);
    page.offFileChooser(listener);
    dialog.get().setFiles(file);
    return this;
  }

  private Locator button(String name) {
    return page.getByRole(
        AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true));
  }

  /** Follows a link. */
  KeyboardUser follow(String link) {
    return activate(
        page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName(link).setExact(true)));
  }

  private KeyboardUser activate(Locator element) {
    reach(element.first());
    AtomicBoolean isLoaded = new AtomicBoolean();
    Consumer<Page> listener = loaded -> isLoaded.set(true);
    page.onDOMContentLoaded(listener);
    page.keyboard().press("Enter");
    page.waitForCondition(isLoaded::get);
    page.offDOMContentLoaded(listener);
    return checked();
  }

  private Locator field(String label) {
    return visible(page.getByLabel(label, new Page.GetByLabelOptions().setExact(true)));
  }

  private static Locator visible(Locator elements) {
    return elements.filter(new Locator.FilterOptions().setVisible(true)).first();
  }

  /** Moves the focus with the Tab key; from the current element to the end of the page, then from its start. */
  private void reach(Locator element) {
    assertThat(element.count()).as("%s on %s", element, page.url()).isEqualTo(1);
    for (int i = 0; i < MAX_STOPS; i++) {
      if ((boolean) element.evaluate("e => e === document.activeElement")) {
        return;
      }
      page.keyboard().press("Tab");
    }
    throw new AssertionError(element + " on " + page.url() + " is not reached by the Tab key");
  }

  /** Requires that the content of the page contains texts. */
  KeyboardUser see(String... texts) {
    assertThat(page.locator("main").innerText()).as(page.url()).contains(texts);
    return this;
  }

  private KeyboardUser checked() {
    List<String> problems = tab.problems();
    problems.addAll(axe.problems(page));
    assertThat(problems).as("problems of %s", page.url()).isEmpty();
    return this;
  }
}
