package io.gypsum.client.github;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

import io.gypsum.client.github.GitHubClient.GitHubApp;
import io.gypsum.client.github.GitHubClient.TokenGrant;
import io.gypsum.client.http.BearerToken;
import io.gypsum.client.http.HttpTransport;
import io.gypsum.client.http.ServerUrl;
import io.gypsum.client.signin.AccessToken;
import io.gypsum.client.signin.ServerUser;
import io.gypsum.client.signin.SignIn;
import io.gypsum.client.signin.SignInPrompt;
import io.gypsum.client.signin.TokenOrigin;
import io.gypsum.core.GypsumException;
import org.jspecify.annotations.Nullable;

/**
 * Signs in with GitHub, and finds the access token of a client in the order that the package of {@link SignIn} documents.
 * Thread-safe.
 */
public final class GitHubSignIn implements SignIn {
  /** {@code gh} usually needs less than 100 ms, but waits without limit for a locked key ring. */
  private static final Duration GH_TIMEOUT = Duration.ofSeconds(3);
  private static final Duration BROWSER_TIMEOUT = Duration.ofMinutes(5);
  /** Prefix of the access tokens of a gypsum server's local accounts. */
  private static final String ACCOUNT_TOKEN_PREFIX = "gypsum_";

  private final ServerUrl server;
  private final GitHubClient github;
  private final UserRequest users;
  private final SignInEnvironment environment;
  private final TokenFile file;
  private final TokenFile account;
  private final TokenLookup tokens;

  /**
   * @param files where tokens are stored
   * @param configured supplies the client's token; null to look in the places that the package of {@link SignIn} documents
   */
  public GitHubSignIn(
      HttpTransport http, ServerUrl server, GitHubSite site, SignInFiles files,
      @Nullable Supplier<? extends @Nullable String> configured, SignInEnvironment environment) {
    this.server = server;
    this.github = new GitHubClient(http, site);
    this.users = new UserRequest(http, server);
    this.environment = environment;
    this.file = new TokenFile(files.gitHub());
    this.account = new TokenFile(files.account());
    GhCommand gh = new GhCommand(environment.variable("PATH"), GH_TIMEOUT);
    this.tokens =
        new TokenLookup(
            configured, () -> environment.variable("GYPSUM_TOKEN"),
            // Whatever else the client allows: the token of an account is never sent without encryption.
            server.protectsSecrets() ? account::read : Optional::empty,
            () -> mayUseGh(server, site) ? gh.token() : Optional.empty(), file,
            environment.clock());
  }

  /** The token of {@code gh} was not created for gypsum and may have many scopes: it is never sent without encryption. */
  private static boolean mayUseGh(ServerUrl server, GitHubSite site) {
    return "https".equals(server.base().getScheme()) && site.equals(GitHubSite.PUBLIC);
  }

  @Override
  public Optional<AccessToken> accessToken() {
    return tokens.find();
  }

  @Override
  public Optional<TokenOrigin> tokenOrigin() {
    return tokens.findWithOrigin().map(TokenLookup.FoundToken::origin);
  }

  @Override
  public ServerUser fetchUser() {
    Optional<String> current = accessToken().map(AccessToken::token);
    BearerToken token = BearerToken.from(() -> current.orElse(null), UserRequest.ACTION);
    return users.send(token).orElseGet(() -> userAtGitHub(current.orElseThrow().strip()));
  }

  /** Returns the user of a token for a server that cannot identify users: such servers accept tokens of GitHub only. */
  private ServerUser userAtGitHub(String token) {
    if (isOfAccount(token)) {
      throw GypsumException.notFound(
          "'" + server + "' cannot identify the user of a token of a server's own account");
    }
    AccessToken identified = github.identify(new SensitiveText(token));
    return new ServerUser(identified.login().orElseThrow(), Optional.empty());
  }

  private static boolean isOfAccount(String token) {
    return token.startsWith(ACCOUNT_TOKEN_PREFIX);
  }

  @Override
  public AccessToken deviceFlow(SignInPrompt prompt) {
    DeviceFlow flow = new DeviceFlow(github, environment.clock(), environment.sleeper());
    return signIn(app -> flow.run(app, prompt));
  }

  @Override
  public AccessToken browserFlow(SignInPrompt prompt) {
    return browserFlow(prompt, BROWSER_TIMEOUT);
  }

  AccessToken browserFlow(SignInPrompt prompt, Duration timeout) {
    BrowserFlow flow = new BrowserFlow(github, environment.random().get(), timeout);
    return signIn(app -> flow.run(app, prompt));
  }

  private AccessToken signIn(Function<GitHubApp, TokenGrant> flow) {
    TokenGrant grant = flow.apply(github.app(server));
    Instant now = environment.clock().instant();
    AccessToken token = github.identify(grant.token());
    return store(
        grant.lifetime().isEmpty() ? token : token.withExpiry(grant.lifetime().map(now::plus)));
  }

  @Override
  public AccessToken setAccessToken(String token) {
    String stripped = token.strip();
    if (isOfAccount(stripped)) {
      throw GypsumException.invalid(
          "this token belongs to an account of a gypsum server and is not valid at GitHub; to"
              + " use that server, save the token with 'gypsum login --account' or set GYPSUM_TOKEN to it");
    }
    return store(github.identify(new SensitiveText(stripped)));
  }

  @Override
  public ServerUser setAccountToken(String token) {
    String stripped = token.strip();
    if (!server.protectsSecrets()) {
      throw GypsumException.invalid(
          "cannot save the token of an account of '" + server
              + "', whose URL is not https: anyone on the network path to the server could read the token; use the"
              + " https URL of the server, or set GYPSUM_TOKEN to the token"
              + " and allow that with GYPSUM_INSECURE_TOKEN=1");
    }
    ServerUser user =
        users.send(BearerToken.of(stripped))
            .orElseThrow(
                () -> GypsumException.notFound(
                    "'" + server + "' cannot check tokens, so the token was not saved; set"
                        + " GYPSUM_TOKEN to the token"));
    AccessToken saved =
        new AccessToken(stripped, Optional.of(user.login()), Optional.empty());
    account.write(saved);
    tokens.signedIn(saved, TokenOrigin.ACCOUNT);
    return user;
  }

  private AccessToken store(AccessToken token) {
    file.write(token);
    // It would be used instead of the new token.
    account.delete();
    tokens.signedIn(token, TokenOrigin.GITHUB);
    return token;
  }

  @Override
  public boolean forget() {
    tokens.signedOut();
    boolean hadAccount = account.delete();
    return file.delete() || hadAccount;
  }

  @Override
  public String toString() {
    return "sign-in to " + server;
  }
}
