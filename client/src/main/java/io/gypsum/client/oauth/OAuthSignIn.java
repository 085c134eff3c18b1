package io.gypsum.client.oauth;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Pattern;

import io.gypsum.client.failure.RequestFailedException;
import io.gypsum.client.http.BearerToken;
import io.gypsum.client.http.HttpTransport;
import io.gypsum.client.http.ServerUrl;
import io.gypsum.client.oauth.OAuthRequests.TokenGrant;
import io.gypsum.client.oauth.SavedToken.Renewal;
import io.gypsum.client.oauth.TokenLookup.FoundToken;
import io.gypsum.client.signin.AccessToken;
import io.gypsum.client.signin.ServerUser;
import io.gypsum.client.signin.SignIn;
import io.gypsum.client.signin.SignInPrompt;
import io.gypsum.client.signin.TokenOrigin;
import io.gypsum.core.GypsumException;
import org.jspecify.annotations.Nullable;

/**
 * Signs in with GitHub or the OpenID provider of a server, and finds the access token of a client in the order that the package of {@link SignIn} documents.
 * Thread-safe.
 */
public final class OAuthSignIn implements SignIn {
  /** {@code gh} usually needs less than 100 ms, but waits without limit for a locked key ring. */
  private static final Duration GH_TIMEOUT = Duration.ofSeconds(3);
  private static final Duration BROWSER_TIMEOUT = Duration.ofMinutes(5);
  /** Prefix of the access tokens of a gypsum server's local accounts. */
  private static final String ACCOUNT_TOKEN_PREFIX = "gypsum_";
  /** Most OpenID providers issue tokens of this form: three parts, of which the first one is a JSON object in Base64. */
  private static final Pattern JWT = Pattern.compile("eyJ[\\w-]*\\.[\\w-]+\\.[\\w-]*");

  private final ServerUrl server;
  private final HttpTransport http;
  private final GitHubClient github;
  private final UserRequest users;
  private final SignInEnvironment environment;
  private final TokenFile file;
  private final TokenFile account;
  private final TokenLookup tokens;
  private final TokenRenewal renewal;

  /**
   * @param files where tokens are stored
   * @param configured supplies the client's token; null to look in the places that the package of {@link SignIn} documents
   */
  public OAuthSignIn(
      HttpTransport http, ServerUrl server, GitHubSite site, SignInFiles files,
      @Nullable Supplier<? extends @Nullable String> configured, SignInEnvironment environment) {
    this.server = server;
    this.http = http;
    this.github = new GitHubClient(http, site);
    this.users = new UserRequest(http, server);
    this.environment = environment;
    this.file = new TokenFile(files.gitHub());
    this.account = new TokenFile(files.account());
    this.renewal = new TokenRenewal(http, server, account, environment.clock());
    GhCommand gh = new GhCommand(environment.variable("PATH"), GH_TIMEOUT);
    this.tokens =
        new TokenLookup(
            configured, () -> environment.variable("GYPSUM_TOKEN"),
            // Whatever else the client allows: the token of an account is never sent without encryption.
            server.protectsSecrets() ? account::readSaved : Optional::empty,
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
  public Optional<AccessToken> freshToken() {
    Optional<FoundToken> found = tokens.findWithOrigin();
    boolean isRenewed =
        found.filter(
            one -> one.origin() == TokenOrigin.OPENID
                && one.token().isExpired(environment.clock().instant()))
            .isPresent();
    if (!isRenewed) {
      return found.map(FoundToken::token);
    }
    SavedToken renewed = renewal.renew();
    tokens.signedIn(FoundToken.saved(renewed));
    return Optional.of(renewed.token());
  }

  @Override
  public Optional<TokenOrigin> tokenOrigin() {
    return tokens.findWithOrigin().map(FoundToken::origin);
  }

  @Override
  public boolean isRenewable() {
    return tokens.findWithOrigin().filter(FoundToken::isRenewable).isPresent();
  }

  @Override
  public ServerUser fetchUser() {
    Optional<String> current = freshToken().map(AccessToken::token);
    BearerToken token = BearerToken.from(() -> current.orElse(null), UserRequest.ACTION);
    return users.send(token).orElseGet(() -> userAtGitHub(current.orElseThrow().strip()));
  }

  /** Returns the user of a token for a server that cannot identify users: such servers accept tokens of GitHub only. */
  private ServerUser userAtGitHub(String token) {
    if (isOfServer(token) || tokenOrigin().filter(TokenOrigin::isOfServer).isPresent()) {
      throw GypsumException.notFound(
          "'" + server
              + "' accepts tokens of GitHub only, and this token was not issued by GitHub");
    }
    AccessToken identified = github.identify(new SensitiveText(token));
    return new ServerUser(identified.login().orElseThrow(), Optional.empty());
  }

  /** Returns whether a token cannot be one of GitHub, which must not receive it. */
  private static boolean isOfServer(String token) {
    return token.startsWith(ACCOUNT_TOKEN_PREFIX) || JWT.matcher(token).matches();
  }

  @Override
  public AccessToken defaultFlow(SignInPrompt prompt) {
    return signIn(requests -> defaultFlow(requests, prompt));
  }

  /** Codes work on every machine, but a provider may not offer them, or not to this client. */
  private TokenGrant defaultFlow(OAuthRequests requests, SignInPrompt prompt) {
    if (requests.app().endpoints().device() == null) {
      return browser(requests, BROWSER_TIMEOUT).run(prompt);
    }
    DeviceFlow device = device(requests);
    OAuthResult<DeviceFlow.DeviceCode> code = device.request();
    return requests.app().issuer() != null
        && code instanceof OAuthResult.Refused<?> refused && refused.isDeviceFlowRefused()
            ? browser(requests, BROWSER_TIMEOUT).run(prompt)
            : device.run(code.orElseThrow(), prompt);
  }

  @Override
  public AccessToken deviceFlow(SignInPrompt prompt) {
    return signIn(requests -> {
      DeviceFlow device = device(requests);
      return device.run(device.request().orElseThrow(), prompt);
    });
  }

  private DeviceFlow device(OAuthRequests requests) {
    return new DeviceFlow(
        requests, BrowserFlow.Pkce.create(environment.random().get()), environment.clock(),
        environment.sleeper());
  }

  @Override
  public AccessToken browserFlow(SignInPrompt prompt) {
    return browserFlow(prompt, BROWSER_TIMEOUT);
  }

  AccessToken browserFlow(SignInPrompt prompt, Duration timeout) {
    return signIn(requests -> browser(requests, timeout).run(prompt));
  }

  private BrowserFlow browser(OAuthRequests requests, Duration timeout) {
    return new BrowserFlow(requests, environment.random().get(), timeout);
  }

  private AccessToken signIn(Function<OAuthRequests, TokenGrant> flow) {
    SignInApp app =
        github.app(server)
            .or(() -> new OpenIdClient(http).app(server))
            .orElseThrow(this::noSignIn);
    if (app.issuer() != null) {
      requireProtectedServer();
    }
    TokenGrant grant = flow.apply(new OAuthRequests(http, app));
    Optional<Instant> expiry =
        grant.lifetime().map(environment.clock().instant()::plus);
    return app.renewal(grant)
        .map(renewable -> saveForServer(app, grant.token(), expiry, renewable))
        .orElseGet(() -> saveOfGitHub(grant.token(), expiry));
  }

  private GypsumException noSignIn() {
    return GypsumException.notFound(
        "'" + server
            + "' does not support signing in with GitHub or an OpenID provider; ask its administrator for a token,"
            + " and save it with 'gypsum login --account' or set GYPSUM_TOKEN to it");
  }

  private AccessToken saveOfGitHub(SensitiveText token, Optional<Instant> expiry) {
    AccessToken identified = github.identify(token);
    return store(expiry.isEmpty() ? identified : identified.withExpiry(expiry));
  }

  /** Saves a token of an OpenID provider for this server, after the server has accepted it. */
  private AccessToken saveForServer(
      SignInApp app, SensitiveText token, Optional<Instant> expiry, Renewal renewable) {
    ServerUser user;
    try {
      user = identify(token.value());
    } catch (RequestFailedException e) {
      throw e.kind() == GypsumException.Kind.UNAUTHENTICATED ? notAccepted(app, e) : e;
    }
    SavedToken saved =
        new SavedToken(
            new AccessToken(token.value(), Optional.of(user.login()), expiry),
            Optional.of(renewable));
    account.write(saved);
    tokens.signedIn(FoundToken.saved(saved));
    return saved.token();
  }

  private GypsumException notAccepted(SignInApp app, RequestFailedException e) {
    return new GypsumException(
        GypsumException.Kind.UNAUTHENTICATED,
        "'" + server + "' does not accept the access token that " + app.provider() + " issued"
            + e.serverReason().map(reason -> " (" + reason + ")").orElse("")
            + "; its administrator should check its clock and the settings of its OpenID provider, such as the"
            + " audience",
        e);
  }

  @Override
  public AccessToken setAccessToken(String token) {
    String stripped = token.strip();
    if (isOfServer(stripped)) {
      throw GypsumException.invalid(
          "this token was issued by a gypsum server or an OpenID provider, not by GitHub; save it for its server"
              + " with 'gypsum login --account', or set GYPSUM_TOKEN to it");
    }
    return store(github.identify(new SensitiveText(stripped)));
  }

  @Override
  public ServerUser setAccountToken(String token) {
    String stripped = token.strip();
    requireProtectedServer();
    ServerUser user = identify(stripped);
    AccessToken saved =
        new AccessToken(stripped, Optional.of(user.login()), Optional.empty());
    account.write(saved);
    tokens.signedIn(saved, TokenOrigin.ACCOUNT);
    return user;
  }

  private void requireProtectedServer() {
    if (!server.protectsSecrets()) {
      throw GypsumException.invalid(
          "cannot save the token of an account of '" + server
              + "', whose URL is not https: anyone on the network path to the server could read the token; use the"
              + " https URL of the server, or set GYPSUM_TOKEN to the token"
              + " and allow that with GYPSUM_INSECURE_TOKEN=1");
    }
  }

  /** Returns the user of a token that is saved only if the server accepts it. */
  private ServerUser identify(String token) {
    return users.send(BearerToken.of(token))
        .orElseThrow(
            () -> GypsumException.notFound(
                "'" + server + "' cannot check tokens, so the token was not saved; set"
                    + " GYPSUM_TOKEN to the token"));
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
