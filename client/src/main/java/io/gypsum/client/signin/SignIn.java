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
import io.gypsum.client.signin.GitHubClient.GitHubApp;
import io.gypsum.client.signin.GitHubClient.TokenGrant;
import io.gypsum.core.GypsumException;
import org.jspecify.annotations.Nullable;

/**
 * The identity with which a client sends requests. A sign-in stores an access token in the cache, for all gypsum
 * clients of this operating system user, and this client uses it from then on. Thread-safe; closed together with its
 * client.
 *
 * <pre>{@code
 * Optional<AccessToken> current = gypsum.signIn().accessToken();
 * if (current.isEmpty()) {
 *   throw new IllegalStateException("sign in first: gypsum login");
 * }
 * }</pre>
 */
public final class SignIn {
  /** {@code gh} usually needs less than 100 ms, but waits without limit for a locked key ring. */
  private static final Duration GH_TIMEOUT = Duration.ofSeconds(3);
  private static final Duration BROWSER_TIMEOUT = Duration.ofMinutes(5);
  /** Prefix of the access tokens of a gypsum server's local accounts. */
  private static final String ACCOUNT_TOKEN_PREFIX = "gypsum_";

  private final ServerUrl server;
  private final GitHubClient github;
  private final SignInEnvironment environment;
  private final TokenFile file;
  private final TokenLookup tokens;

  /**
   * For {@link io.gypsum.client.GypsumClientBuilder}.
   *
   * @param tokenFile where tokens are stored
   * @param configured supplies the client's token; null to look in the places that the package documents
   */
  public SignIn(
      HttpTransport http, ServerUrl server, GitHubSite site, Path tokenFile,
      @Nullable Supplier<? extends @Nullable String> configured, SignInEnvironment environment) {
    this.server = server;
    this.github = new GitHubClient(http, site);
    this.environment = environment;
    this.file = new TokenFile(tokenFile);
    GhCommand gh = new GhCommand(environment.variable("PATH"), GH_TIMEOUT);
    this.tokens =
        new TokenLookup(
            configured, () -> environment.variable("GYPSUM_TOKEN"),
            mayUseGh(server, site) ? gh::token : Optional::empty, file, environment.clock());
  }

  /** The token of {@code gh} was not created for gypsum and may have many scopes: it is never sent without encryption. */
  private static boolean mayUseGh(ServerUrl server, GitHubSite site) {
    return site.equals(GitHubSite.PUBLIC) && "https".equals(server.base().getScheme());
  }

  /**
   * Returns the token with which a request would currently be sent; empty if there is none. Contacts neither the user nor a
   * server, so the token may have been revoked.
   */
  public Optional<AccessToken> accessToken() {
    return tokens.find();
  }

  /**
   * Signs in with a code that a user enters on GitHub's page, on any device, and waits for completion.
   *
   * @throws RequestFailedException if a request to the server or to GitHub fails, or the thread is interrupted, whose
   *     interrupt status is then set
   * @throws GypsumException NOT_FOUND if the server does not support signing in with GitHub; FORBIDDEN or UNAUTHENTICATED if
   *     the user refuses or takes too long, or the GitHub app does not allow this kind of sign-in
   * @throws LocalFileException if the token cannot be stored; nothing has changed then
   */
  public AccessToken deviceFlow(SignInPrompt prompt) {
    DeviceFlow flow = new DeviceFlow(github, environment.clock(), environment.sleeper());
    return signIn(app -> flow.run(app, prompt));
  }

  /**
   * Signs in on GitHub's page in a browser on this machine, and waits up to five minutes for completion.
   *
   * @throws GypsumException as {@link #deviceFlow}
   */
  public AccessToken browserFlow(SignInPrompt prompt) {
    return browserFlow(prompt, BROWSER_TIMEOUT);
  }

  AccessToken browserFlow(SignInPrompt prompt, Duration timeout) {
    BrowserFlow flow = new BrowserFlow(github, environment.random(), timeout);
    return signIn(app -> flow.run(app, prompt));
  }

  private AccessToken signIn(Function<GitHubApp, TokenGrant> flow) {
    TokenGrant grant = flow.apply(github.app(server));
    Instant now = environment.clock().instant();
    AccessToken token = github.identify(grant.token());
    return store(
        grant.lifetime().isEmpty() ? token : token.withExpiry(grant.lifetime().map(now::plus)));
  }

  /**
   * Stores a token that was created at GitHub, after GitHub has identified its owner.
   *
   * @throws RequestFailedException UNAUTHENTICATED if the token is not valid at GitHub
   * @throws GypsumException INVALID if it belongs to a gypsum server's own account: such a token is neither sent to GitHub
   *     nor stored, since a stored token is sent to every server
   * @throws LocalFileException if the token cannot be stored; nothing has changed then
   */
  public AccessToken setAccessToken(String token) {
    String stripped = token.strip();
    if (stripped.startsWith(ACCOUNT_TOKEN_PREFIX)) {
      throw GypsumException.invalid(
          "this token belongs to an account of a gypsum server and is not valid at GitHub; to"
              + " use that server, set GYPSUM_TOKEN to the token");
    }
    return store(github.identify(new SensitiveText(stripped)));
  }

  private AccessToken store(AccessToken token) {
    file.write(token);
    tokens.signedIn(token);
    return token;
  }

  /**
   * Deletes the stored token for all gypsum clients of this user. Does not affect tokens from the builder, the environment
   * or {@code gh}, and does not revoke the token at GitHub.
   *
   * @return whether a token was stored
   */
  public boolean forget() {
    tokens.signedOut();
    return file.delete();
  }

  @Override
  public String toString() {
    return "sign-in to " + server;
  }
}
