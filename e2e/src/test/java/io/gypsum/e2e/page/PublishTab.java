package io.gypsum.e2e.page;

import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Dialog;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.PlaywrightException;
import com.microsoft.playwright.Response;
import com.microsoft.playwright.Route;
import io.gypsum.e2e.harness.TestHttpClient;
import io.gypsum.e2e.harness.Users;

/** A tab of a signed-in user with the page for uploads. Counts the files that it sends, and can hold them back. */
final class PublishTab implements AutoCloseable {
  private static final double TIMEOUT_MILLIS = 60_000;
  private static final String CONTENT = "**/upload/content?*";

  private final URI server;
  private final BrowserContext context;
  private final Page page;
  private final List<String> problems = new ArrayList<>();
  /** The number of bodies that the server has accepted, by their MD5. */
  private final Map<String, Integer> accepted = new TreeMap<>();
  private final Deque<Route> held = new ArrayDeque<>();
  private int passed;
  private int limit = Integer.MAX_VALUE;

  private PublishTab(URI server, BrowserContext context) {
    this.server = server;
    this.context = context;
    this.page = context.newPage();
    page.setDefaultTimeout(TIMEOUT_MILLIS);
    page.onPageError(error -> problems.add("script: " + error));
    // The page asks before an upload is interrupted by a reload.
    page.onDialog(Dialog::accept);
    page.onResponse(this::count);
    context.route(CONTENT, this::pass);
  }

  static PublishTab signedIn(Chromium chromium, URI server, Users user) {
    PublishTab tab = new PublishTab(server, chromium.newContext(new NewContextOptions()));
    tab.page.navigate(server + "/sign-in");
    tab.page.locator("input[name=token]").fill(user.token());
    tab.page.locator("main button[type=submit]").click();
    tab.page.locator(".account").waitFor();
    return tab;
  }

  private void count(Response response) {
    if (response.request().method().equals("PUT") && response.status() == 200) {
      accepted.merge(response.request().headers().get("content-md5"), 1, Integer::sum);
    }
  }

  private void pass(Route route) {
    if (passed < limit) {
      passed++;
      route.resume();
    } else {
      held.add(route);
    }
  }

  /** Lets only this many bodies pass from now on; further ones wait. */
  void holdAfter(int bodies) {
    passed = 0;
    limit = bodies;
  }

  /** Waits until a body is held back. */
  void awaitHeld() {
    page.waitForCondition(() -> !held.isEmpty());
  }

  /** Lets everything pass. */
  void release() {
    limit = Integer.MAX_VALUE;
    releaseHeld();
  }

  /** Lets the bodies pass that were held back so far. */
  void releaseHeld() {
    while (!held.isEmpty()) {
      try {
        held.remove().resume();
      } catch (PlaywrightException e) {
        // Its page was reloaded, or its request was cancelled.
      }
    }
  }

  Page page() {
    return page;
  }

  BrowserContext context() {
    return context;
  }

  /** Opens the page for an upload of a version. */
  void open(String project, String asset, String version) {
    page.navigate(
        server + TestHttpClient.path("publish", project) + "?asset=" + asset + "&version="
            + version);
    page.locator("#publish").waitFor();
  }

  void select(Path folder) {
    page.locator("#publish-folder-input").setInputFiles(folder);
  }

  /** Presses the button that checks and uploads. */
  void upload() {
    page.locator("#publish-start:enabled").click();
  }

  void press(String button) {
    page.locator("#publish-" + button).click();
  }

  /** Continues the upload of an earlier page, whose folder is selected again. */
  void resume(Path folder) {
    page.locator("#publish-unfinished button", new Page.LocatorOptions().setHasText("Continue"))
        .click();
    page.locator("#publish-state").waitFor();
    select(folder);
  }

  /** Waits for the end of the upload and returns what the page then shows. */
  String awaitDone() {
    Locator end = page.locator("#publish-done:visible, #publish-problems-box:visible").first();
    end.waitFor();
    return end.innerText().strip();
  }

  /** Waits until the page shows why it waits for the server. */
  void awaitWaiting(String reason) {
    page.locator("#publish-waiting", new Page.LocatorOptions().setHasText(reason)).waitFor();
  }

  /** Waits until the page shows what would happen to the upload. */
  void awaitOutlook(String text) {
    page.locator("#publish-outlook", new Page.LocatorOptions().setHasText(text)).waitFor();
  }

  String text(String id) {
    return page.locator("#publish-" + id).innerText().strip();
  }

  Map<String, Integer> accepted() {
    return accepted;
  }

  /** Returns how many bodies were sent although the server had accepted the same before. */
  int repeated() {
    return accepted.values().stream().mapToInt(times -> times - 1).sum();
  }

  List<String> problems() {
    return problems;
  }

  @Override
  public void close() {
    context.close();
  }
}
