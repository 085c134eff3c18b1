package io.gypsum.client.signin;

import java.net.URI;
import java.time.Duration;

/** The person who signs in. Whoever has one at hand (a terminal, a window) implements this; the client itself never asks. */
public interface SignInPrompt {
  /**
   * Tells the person to open a page, on any device, and enter a code there. Returns without waiting for that.
   *
   * @param userCode visible ASCII characters
   * @param page an http or https address
   * @param validFor how long the code is good
   */
  void enterCode(String userCode, URI page, Duration validFor);

  /**
   * Opens a page in a browser on this machine, or tells the person to. Returns without waiting for what happens there.
   *
   * @param page an http or https address, good for this sign-in only
   */
  void openBrowser(URI page);
}
