package io.gypsum.e2e.page;

import java.io.File;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.Response;
import io.gypsum.e2e.harness.Users;
import org.jspecify.annotations.Nullable;

/**
 * The browser of the tests: Debian's headless Chromium, which {@code ./check} installs. It needs half of the processor time of Chromium
 * with windows.
 */
final class Chromium implements AutoCloseable {
  private final Playwright playwright;
  private final Browser browser;

  private Chromium(Playwright playwright, Browser browser) {
    this.playwright = playwright;
    this.browser = browser;
  }

  static Chromium start() {
    Playwright playwright =
        Playwright.create(
            new Playwright.CreateOptions()
                .setEnv(
                    Map.of(
                        "PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1", "PLAYWRIGHT_NODEJS_PATH",
                        command("node").toString())));
    Browser browser =
        playwright.chromium()
            .launch(
                new BrowserType.LaunchOptions()
                    .setExecutablePath(command("chromium-headless-shell"))
                    .setChromiumSandbox(false));
    return new Chromium(playwright, browser);
  }

  private static Path command(String name) {
    return Stream.of(System.getenv("PATH").split(File.pathSeparator))
        .map(directory -> Path.of(directory, name))
        .filter(Files::isExecutable)
        .findFirst()
        .orElseThrow(() -> new AssertionError("no command '" + name + "' found; run ./check"));
  }

  BrowserContext newContext(Browser.NewContextOptions options) {
    return browser.newContext(options);
  }

  @Override
  public void close() {
    browser.close();
    playwright.close();
  }

  /** A tab, which records what is wrong with the pages that it shows. */
  static final class Tab {
    private final URI server;
    private final Page page;
    private final List<String> problems = new ArrayList<>();

    /** @param others to which the pages may lead, such as an identity provider */
    Tab(URI server, BrowserContext context, URI... others) {
      this.server = server;
      List<String> expected = new ArrayList<>(List.of(server.toString(), "data:"));
      Arrays.stream(others).map(URI::toString).forEach(expected::add);
      this.page = context.newPage();
      page.onConsoleMessage(message -> {
        // The browser reports the status of the page itself as an error.
        boolean isStatus = message.text().startsWith("Failed to load resource")
            && message.location().startsWith(page.url());
        if (message.type().equals("error") && !isStatus) {
          problems.add("console: " + message.text() + " " + message.location());
        }
      });
      page.onPageError(error -> problems.add("script: " + error));
      page.onDialog(dialog -> {
        problems.add("dialog: " + dialog.message());
        dialog.dismiss();
      });
      page.onRequest(request -> {
        if (expected.stream().noneMatch(request.url()::startsWith)) {
          problems.add("request to another server: " + request.url());
        }
      });
      page.onResponse(response -> {
        if (response.status() >= 400 && !response.request().isNavigationRequest()) {
          problems.add("status " + response.status() + " of " + response.url());
        }
      });
    }

    /** Shows an address and returns its problems. */
    List<String> open(ShownPage shown) {
      problems.clear();
      Response response = page.navigate(server + shown.path());
      requireStatus(shown, response);
      if (page.title().equals("attacked")) {
        problems.add("a script of a user ran");
      }
      return problems;
    }

    /** Shows an address of the server, whose problems are added to the previous ones. */
    void navigate(String path) {
      page.navigate(server + path);
    }

    /** Signs in with the token of an account. */
    void signIn(Users user) {
      navigate("/sign-in");
      page.locator("input[name=token]").fill(user.token());
      page.locator("main form button[type=submit]").click();
      page.locator("details.account").waitFor();
    }

    /** Returns the problems since the last call. */
    List<String> problems() {
      List<String> found = new ArrayList<>(problems);
      problems.clear();
      return found;
    }

    private void requireStatus(ShownPage shown, @Nullable Response response) {
      int status = response == null ? 0 : response.status();
      if (status != shown.status()) {
        problems.add("status " + status + " instead of " + shown.status());
      }
    }

    Page page() {
      return page;
    }
  }
}
