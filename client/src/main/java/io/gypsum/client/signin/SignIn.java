package io.gypsum.client.signin;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

import io.gypsum.client.failure.LocalFileException;
import io.gypsum.client.failure.RequestFailedException;
import io.gypsum.client.http.HttpTransport;
import io.gypsum.client.http.ServerUrl;
import io.gypsum.core.GypsumException;
import org.jspecify.annotations.Nullable;

/**
 * Who a client acts for, and how that is changed. What it signs in with is stored in the cache, for all gypsum clients
 * of this user, and used by this client from then on. Thread-safe; closed with its client.
 *
 * <pre>{@code
 * Optional<AccessToken> known = gypsum.signIn().accessToken();
 * if (known.isEmpty()) {
 *   throw new IllegalStateException("sign in first: gypsum login");
 * }
 * }</pre>
 */
public final class SignIn {
  /** With {@code gh} it takes some tens of milliseconds; with a locked key ring it would take forever. */
  private static final Duration GH_LIMIT = Duration.ofSeconds(3);
  private static final Duration BROWSER_PATIENCE = Duration.ofMinutes(5);
  /** What a server's own accounts have for tokens, which are nobody else's business. */
  private static final String ACCOUNT_TOKEN = "gypsum_";

  private final HttpTransport http;
  private final ServerUrl server;
  private final GitHub github;
  private final SignInEnvironment surroundings;
  private final TokenFile file;
  private final TokenLookup source;

  /**
   * For {@link io.gypsum.client.GypsumClientBuilder}.
   *
   * @param tokenFile where the token is stored
   * @param given where the client's token comes from; null for the places that the package says
   */
  public SignIn(
      HttpTransport http, ServerUrl server, GitHubSite site, Path tokenFile,
      @Nullable Supplier<? extends @Nullable String> given, SignInEnvironment surroundings) {
    this.http = http;
    this.server = server;
    this.github = new GitHub(http, site);
    this.surroundings = surroundings;
    this.file = new TokenFile(tokenFile, surroundings.random());
    GhCommand gh = new GhCommand(surroundings.variable("PATH"), GH_LIMIT);
    this.source =
        new TokenLookup(
            given, () -> surroundings.variable("GYPSUM_TOKEN"),
            mayAskGh(server, site) ? gh::token : Optional::empty, file, surroundings.clock());
  }

  /** Nobody gave that token to gypsum, and it may be allowed much: it goes nowhere in the clear. */
  private static boolean mayAskGh(ServerUrl server, GitHubSite site) {
    return site.equals(GitHubSite.PUBLIC) && "https".equals(server.base().getScheme());
  }

  /**
   * The token that a request would be sent with, when there is one; nobody is asked, neither a person nor a server. It
   * may have been revoked.
   */
  public Optional<AccessToken> accessToken() {
    return source.find();
  }

  /**
   * Signs in with a code that a person enters on GitHub's page, on any device, and waits for that.
   *
   * @throws RequestFailedException about the server or GitHub; also, with the interrupt flag set, when interrupted
   * @throws GypsumException NOT_FOUND when the server offers no sign-in by GitHub; FORBIDDEN or UNAUTHENTICATED when the
   *     person refuses or takes too long, or the app is not set up for it
   * @throws LocalFileException when the token cannot be stored; nothing has changed then
   */
  public AccessToken deviceFlow(SignInPrompt prompt) {
    DeviceFlow flow = new DeviceFlow(github, surroundings.clock(), surroundings.pause());
    return signIn(app -> flow.run(app, prompt));
  }

  /**
   * Signs in on GitHub's page in a browser on this machine, and waits for that, at most five minutes.
   *
   * @throws GypsumException as {@link #deviceFlow}
   */
  public AccessToken browserFlow(SignInPrompt prompt) {
    return browserFlow(prompt, BROWSER_PATIENCE);
  }

  AccessToken browserFlow(SignInPrompt prompt, Duration patience) {
    BrowserFlow flow = new BrowserFlow(github, surroundings.random(), patience);
    return signIn(app -> flow.run(app, prompt));
  }

  private AccessToken signIn(Function<GitHubApp, TokenAnswer.Granted> flow) {
    TokenAnswer.Granted granted = flow.apply(GitHubApp.of(http, server));
    Instant now = surroundings.clock().instant();
    AccessToken token = github.identify(granted.token());
    return store(
        granted.lifetime().isEmpty() ? token : token.expiring(granted.lifetime().map(now::plus)));
  }

  /**
   * Stores a token that somebody made at GitHub, once GitHub has said whose it is.
   *
   * @throws RequestFailedException UNAUTHENTICATED when GitHub does not know it
   * @throws GypsumException INVALID when it is one of a gypsum server's own accounts: it is not sent to GitHub, nor
   *     stored where it would go to every server
   * @throws LocalFileException when it cannot be stored; nothing has changed then
   */
  public AccessToken setAccessToken(String token) {
    String stripped = token.strip();
    if (stripped.startsWith(ACCOUNT_TOKEN)) {
      throw GypsumException.invalid(
          "this is the token of an account on a gypsum server, which GitHub does not know: set"
              + " GYPSUM_TOKEN to it where you use that server");
    }
    return store(github.identify(new SensitiveText(stripped)));
  }

  private AccessToken store(AccessToken token) {
    file.write(token);
    source.signedIn(token);
    return token;
  }

  /**
   * Deletes the stored token, for all gypsum clients of this user. A token that was given, in the environment or
   * {@code gh}'s stays where it is, and GitHub still knows the deleted one.
   *
   * @return whether there was one
   */
  public boolean forget() {
    source.signedOut();
    return file.delete();
  }

  @Override
  public String toString() {
    return "sign-in to " + server;
  }
}
