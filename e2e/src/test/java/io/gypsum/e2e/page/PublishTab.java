package io.gypsum.e2e.page;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Dialog;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.PlaywrightException;
import com.microsoft.playwright.Response;
import com.microsoft.playwright.Route;
import io.gypsum.e2e.harness.Json;
import io.gypsum.e2e.harness.TestHttpClient;
import io.gypsum.e2e.harness.TestUpload;
import io.gypsum.e2e.harness.Users;

/**
 * A tab of a signed-in user with the page for uploads. Counts the files that it sends, and the requests with which it sends
 * them, and can hold these back.
 */
final class PublishTab implements AutoCloseable {
  static final String BUSY = "the server is busy";

  private static final double TIMEOUT_MILLIS = 60_000;
  /** The addresses to which the page sends one file or part, and several files. */
  private static final List<String> CONTENT = List.of("**/upload/content?*", "**/upload/bundle/*");
  /** Reports a response before the page has recorded it. Its content cannot be requested after a reload. */
  private static final String REPORT_BUNDLES = """
      const send = XMLHttpRequest.prototype.send;
      XMLHttpRequest.prototype.send = function (body) {
        this.addEventListener("load", () => {
          if (this.status === 200 && this.responseURL.includes("/upload/bundle/")) {
            window.reportBundle(this.responseText);
          }
        });
        send.call(this, body);
      };""";

  private final URI server;
  private final BrowserContext context;
  private final Page page;
  private final List<String> problems = new ArrayList<>();
  /** The MD5s of the selected files, by path. */
  private final Map<String, String> selected = new HashMap<>();
  /** The MD5s of the files and parts that the server has accepted. */
  private final Set<String> accepted = new HashSet<>();
  private int acceptedRequests;
  private int repeated;
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
    page.exposeFunction("reportBundle", arguments -> {
      count(received((String) arguments[0]));
      return "";
    });
    page.addInitScript(REPORT_BUNDLES);
    CONTENT.forEach(address -> context.route(address, this::pass));
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
      count(List.of(response.request().headers().get("content-md5")));
    }
  }

  private void count(List<String> sums) {
    acceptedRequests++;
    if (sums.stream().anyMatch(accepted::contains)) {
      repeated++;
    }
    accepted.addAll(sums);
  }

  /** Returns the MD5s of the files of a bundle that the server has received. */
  private List<String> received(String response) {
    return Json.list(Json.object(Json.parse(response)).get("files"))
        .stream()
        .map(Json::object)
        .filter(file -> (boolean) file.get("received"))
        .map(file -> selected.get((String) file.get("path")))
        .toList();
  }

  private void pass(Route route) {
    held.add(route);
    passHeld();
  }

  private void passHeld() {
    while (passed < limit && !held.isEmpty()) {
      passed++;
      resume(held.remove());
    }
  }

  /** Lets only this many requests with files or parts pass from now on, those held back first; further ones wait. */
  void holdAfter(int requests) {
    passed = 0;
    limit = requests;
    passHeld();
  }

  /** Waits until a request is held back. */
  void awaitHeld() {
    page.waitForCondition(() -> !held.isEmpty());
  }

  /** Lets everything pass. */
  void release() {
    limit = Integer.MAX_VALUE;
    passHeld();
  }

  /** Lets the requests pass that were held back so far. */
  void releaseHeld() {
    while (!held.isEmpty()) {
      resume(held.remove());
    }
  }

  private static void resume(Route route) {
    try {
      route.resume();
    } catch (PlaywrightException e) {
      // Its page was reloaded, or its request was cancelled.
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
    held.clear();
    page.locator("#publish").waitFor();
  }

  void select(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
        selected.put(
            folder.relativize(file).toString(), TestUpload.md5Base64(Files.readAllBytes(file)));
      }
    } catch (IOException e) {
      throw new AssertionError("could not read the files below " + folder, e);
    }
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

  /** Answers a request as a busy server does; the page shows {@link #BUSY} while it waits. */
  static void refuse(Route route, int status) {
    route.fulfill(
        new Route.FulfillOptions().setStatus(status)
            .setHeaders(Map.of("Retry-After", "1"))
            .setBody("{\"reason\":\"" + BUSY + "\"}"));
  }

  /** Waits until the page shows why it waits for the server. */
  void awaitWaiting(String reason) {
    page.locator("#publish-waiting", new Page.LocatorOptions().setHasText(reason)).waitFor();
  }

  /** Waits until the page shows what would happen to the upload. */
  void awaitOutlook(String text) {
    page.locator("#publish-outlook", new Page.LocatorOptions().setHasText(text)).waitFor();
  }

  /** Waits until the page shows how many files the server has received. */
  void awaitSent(String files) {
    page.locator("#publish-state", new Page.LocatorOptions().setHasText("Uploading: " + files))
        .waitFor();
  }

  String text(String id) {
    return page.locator("#publish-" + id).innerText().strip();
  }

  /** Returns the MD5s of the files and parts that the server has accepted. */
  Set<String> accepted() {
    return accepted;
  }

  /** Returns how many requests with files or parts the server has accepted. */
  int acceptedRequests() {
    return acceptedRequests;
  }

  /** Returns how many of them contained a file or part that the server had accepted before. */
  int repeated() {
    return repeated;
  }

  List<String> problems() {
    return problems;
  }

  @Override
  public void close() {
    context.close();
  }
}
