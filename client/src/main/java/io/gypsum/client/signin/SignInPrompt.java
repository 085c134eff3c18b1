package io.gypsum.client.signin;

import java.net.URI;
import java.time.Duration;

/**
 * Shows a user how to sign in. Implemented by applications with a terminal or a window; the client itself never prints
 * anything.
 *
 * <pre>{@code
 * class Window implements SignInPrompt {
 *   @Override
 *   public void enterCode(String userCode, URI page, Duration validFor) {
 *     show("Open " + page + " and enter " + userCode);
 *   }
 *
 *   @Override
 *   public void openBrowser(URI page) {
 *     show("Open " + page);
 *   }
 *
 *   void show(String text) {}
 * }
 * SignInPrompt prompt = new Window();
 * }</pre>
 */
public interface SignInPrompt {
  /**
   * Asks the user to open a page on any device and to enter a code there. Returns without waiting for that.
   *
   * @param userCode visible ASCII characters
   * @param page an HTTP or HTTPS URL
   * @param validFor how long the code is valid
   */
  void enterCode(String userCode, URI page, Duration validFor);

  /**
   * Opens a page in a browser on this machine, or asks the user to open it. Returns without waiting for the result.
   *
   * @param page an HTTP or HTTPS URL that is valid for this sign-in only
   */
  void openBrowser(URI page);
}
