package io.gypsum.server.page.signin;

import java.util.regex.Pattern;

import io.gypsum.core.GypsumException;
import io.gypsum.server.http.Exchange;
import org.jspecify.annotations.Nullable;

/**
 * The parameters that the provider added to the address to which it redirects the browser, after {@link PendingSignIns}
 * has checked the state.
 *
 * @param code for which the provider issues a token, once
 * @param issuer the provider's own identifier (RFC 9207); null if it sent none
 */
public record SignInCallback(String code, @Nullable String issuer) {
  private static final int MAX_CODE_CHARS = 4_000;
  private static final Pattern ERROR_CODE = Pattern.compile("[a-z_]{1,60}");

  /**
   * @param label the provider's name, for messages
   * @throws GypsumException UNAUTHENTICATED when the provider has refused the sign-in, or the address contains no code
   */
  static SignInCallback of(Exchange exchange, String label) {
    String error = exchange.queryParameter("error");
    if (error != null) {
      throw GypsumException.unauthenticated(
          error.equals("access_denied")
              ? "you, or the rules of " + label + ", refused the sign-in: start again to permit it"
              : label + " refused the sign-in" + known(error)
                  + ": start again; if it fails again, ask the administrator of this server");
    }
    String code = exchange.queryParameter("code");
    if (code == null || code.isEmpty() || code.length() > MAX_CODE_CHARS) {
      throw GypsumException.unauthenticated(
          label + " sent no code for the sign-in: start again");
    }
    return new SignInCallback(code, exchange.queryParameter("iss"));
  }

  private static String known(String error) {
    return isErrorCode(error) ? " ('" + error + "')" : "";
  }

  /** Returns whether a text is an error code of OAuth: any other text may come from a forged address. */
  static boolean isErrorCode(String error) {
    return ERROR_CODE.matcher(error).matches();
  }

  /** Returns no secret. */
  @Override
  public String toString() {
    return "callback";
  }
}
