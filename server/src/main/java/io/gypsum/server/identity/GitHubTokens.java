package io.gypsum.server.identity;

import java.net.URI;
import java.util.regex.Pattern;

import io.gypsum.core.GypsumException;

/**
 * The format of GitHub tokens. It is checked strictly for github.com only: the tokens of GitHub Enterprise depend on its
 * version (decision 0031).
 */
final class GitHubTokens {
  private static final String GITHUB_COM = "api.github.com";
  private static final int MAX_CHARACTERS = 1_000;
  /**
   * Tokens of every kind with their prefix, in any length, and two older forms without prefix. The newest tokens of apps
   * contain dots, underscores and hyphens.
   */
  private static final Pattern GITHUB_COM_TOKEN =
      Pattern.compile(
          "gh[a-z]_[A-Za-z0-9_.-]{16,}|github_pat_[A-Za-z0-9_]{16,}|(v1\\.)?[0-9a-f]{40}");

  private GitHubTokens() {}

  /** Also false for line breaks, for which the HTTP client would throw an exception that contains the token. */
  static boolean mayBeToken(String text, URI api) {
    return isSendable(text)
        && (!GITHUB_COM.equalsIgnoreCase(api.getHost())
            || GITHUB_COM_TOKEN.matcher(text).matches());
  }

  /** @throws GypsumException {@code UNAUTHENTICATED} when the text cannot be a token */
  static void require(String text, URI api) {
    if (!mayBeToken(text, api)) {
      throw GypsumException.unauthenticated(
          "invalid GitHub token: expected "
              + (isSendable(text)
                  ? "a token of github.com, such as ghp_… or github_pat_…; sign in again"
                  : "1 to " + MAX_CHARACTERS + " visible ASCII characters"));
    }
  }

  private static boolean isSendable(String text) {
    return !text.isEmpty() && text.length() <= MAX_CHARACTERS
        && text.chars().allMatch(c -> c > ' ' && c <= '~');
  }
}
