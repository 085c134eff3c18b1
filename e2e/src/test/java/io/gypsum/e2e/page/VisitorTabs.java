package io.gypsum.e2e.page;

import java.net.URI;
import java.util.HashMap;
import java.util.Map;

import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.BrowserContext;
import io.gypsum.e2e.harness.Users;
import io.gypsum.e2e.page.Chromium.Tab;
import org.jspecify.annotations.Nullable;

/** One tab for each visitor of a server, with cookies of its own. */
final class VisitorTabs implements AutoCloseable {
  private final Chromium chromium;
  private final URI server;
  private final NewContextOptions options;
  private final Map<String, BrowserContext> contexts = new HashMap<>();
  private final Map<String, Tab> tabs = new HashMap<>();

  VisitorTabs(Chromium chromium, URI server, NewContextOptions options) {
    this.chromium = chromium;
    this.server = server;
    this.options = options;
  }

  /** Returns the tab of a user who has signed in; null is a person who has not. */
  Tab of(@Nullable Users user) {
    return tabs.computeIfAbsent(user == null ? "" : user.login(), login -> {
      BrowserContext context = chromium.newContext(options);
      contexts.put(login, context);
      Tab tab = new Tab(server, context);
      if (user != null) {
        tab.signIn(user);
      }
      return tab;
    });
  }

  @Override
  public void close() {
    contexts.values().forEach(BrowserContext::close);
  }
}
