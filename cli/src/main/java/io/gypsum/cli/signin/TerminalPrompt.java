package io.gypsum.cli.signin;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

import io.gypsum.cli.terminal.Terminal;
import io.gypsum.client.signin.SignInPrompt;

/** Asks the person at the terminal, on stderr. */
record TerminalPrompt(Terminal terminal) implements SignInPrompt {
  @Override
  public void enterCode(String userCode, URI page, Duration validFor) {
    terminal.err().println("Open " + page + " on any device and enter the code " + userCode);
    terminal.err().println("(good for " + validFor.toMinutes() + " minutes; waiting …)");
    terminal.err().flush();
  }

  /** The address is shown in any case: whether a browser really opens, nobody can tell. */
  @Override
  public void openBrowser(URI page) {
    terminal.err().println("Go on in the browser; if none opens, open this page on this machine:");
    terminal.err().println(page);
    terminal.err().flush();
    try {
      var _ =
          new ProcessBuilder(opener(page.toString())).redirectOutput(Redirect.DISCARD)
              .redirectError(Redirect.DISCARD)
              .start();
    } catch (IOException e) {
      // The person has the address.
    }
  }

  private List<String> opener(String page) {
    String browser = terminal.variable("BROWSER");
    String system = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
    if (browser != null) {
      return List.of(browser, page);
    } else if (system.startsWith("mac")) {
      return List.of("open", page);
    } else if (system.startsWith("windows")) {
      return List.of("rundll32", "url.dll,FileProtocolHandler", page);
    }
    return List.of("xdg-open", page);
  }
}
