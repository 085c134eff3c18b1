package io.gypsum.server.page.signin;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;

import io.gypsum.core.GypsumException;
import io.gypsum.core.GypsumException.Kind;
import io.gypsum.core.json.JsonInput;
import io.gypsum.core.json.JsonType;
import io.gypsum.core.json.MalformedJsonException;
import io.gypsum.core.json.RecordCodec;
import io.gypsum.core.json.RecordCodec.Property;
import io.gypsum.server.identity.http.ProviderCalls;
import io.gypsum.server.identity.http.ProviderHttp;
import io.gypsum.server.identity.http.ProviderHttp.RequestDeadline;
import io.gypsum.server.page.PageUrls;
import io.gypsum.server.settings.IdentitySettings.OAuthApp;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Signs people in with the web flow of GitHub or GitHub Enterprise. The secret of the app may be public (rest-api.md, section 3), so
 * it protects nothing: PKCE makes a code useless to everyone but this server, and the state useless in other browsers (decision
 * 0059). Thread-safe.
 */
public final class GitHubSignInProvider implements SignInProvider {
  private static final Logger LOG = LoggerFactory.getLogger(GitHubSignInProvider.class);
  /** Lets this server read the user's organizations; reading the user's name requires no scope. */
  private static final String SCOPE = "read:org";
  private static final Duration TIMEOUT = Duration.ofSeconds(10);
  private static final long MAX_RESPONSE_BYTES = 64 * 1024;
  private static final int MAX_TOKEN_CHARS = 2_000;

  private final URI web;
  private final OAuthApp app;
  private final Duration timeout;
  private final ProviderHttp http;
  private final ProviderCalls calls = new ProviderCalls();

  /** @param web base URL of GitHub's pages, without a trailing slash */
  public GitHubSignInProvider(URI web, OAuthApp app) {
    this(web, app, TIMEOUT);
  }

  GitHubSignInProvider(URI web, OAuthApp app, Duration timeout) {
    this.web = web;
    this.app = app;
    this.timeout = timeout;
    this.http = ProviderHttp.of("GitHub (" + web + ")");
  }

  @Override
  public String name() {
    return "github";
  }

  @Override
  public String label() {
    return "GitHub";
  }

  @Override
  public URI authorizePage(PendingSignIn pending, URI callback) {
    return URI.create(
        PageUrls.query(
            web + "/login/oauth/authorize", "response_type", "code", "client_id", app.id(),
            "redirect_uri", callback.toString(), "scope", SCOPE, "state", pending.state(),
            "code_challenge", pending.challenge(), "code_challenge_method", "S256"));
  }

  @Override
  public String redeem(PendingSignIn pending, SignInCallback answer, URI callback) {
    String form =
        form(
            "grant_type", "authorization_code", "client_id", app.id(), "client_secret",
            app.secret().value(), "code", answer.code(), "redirect_uri", callback.toString(),
            "code_verifier", pending.verifier());
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(web + "/login/oauth/access_token"))
            .header("Accept", "application/json")
            .header("Content-Type", "application/x-www-form-urlencoded")
            .header("User-Agent", "gypsum")
            .POST(BodyPublishers.ofString(form))
            .build();
    HttpResponse<byte[]> response =
        calls.run(
            () -> http.send(request, MAX_RESPONSE_BYTES, RequestDeadline.in(timeout)));
    if (response.statusCode() != 200) {
      throw http.unavailable("responded to a sign-in with status " + response.statusCode());
    }
    return token(read(response.body()));
  }

  private static String form(String... namesAndValues) {
    return PageUrls.query("", namesAndValues).substring(1);
  }

  /** GitHub also sends a refusal with status 200. */
  private record TokenDocument(@Nullable String token, @Nullable String error) {
    private static final RecordCodec<TokenDocument> CODEC =
        RecordCodec.of(
            Property.nullable("access_token", JsonType.STRING, TokenDocument::token),
            Property.nullable("error", JsonType.STRING, TokenDocument::error),
            TokenDocument::new);
  }

  /** The message of the parser may contain the token, so it is not shown. */
  @SuppressWarnings("UnusedException")
  private TokenDocument read(byte[] body) {
    try {
      return JsonInput.read(body, TokenDocument.CODEC::read);
    } catch (MalformedJsonException e) {
      throw http.unavailable("sent an unexpected response to a sign-in");
    }
  }

  private String token(TokenDocument document) {
    String error = document.error();
    if (error != null) {
      throw refused(SignInCallback.isErrorCode(error) ? error : "unknown error");
    }
    String token = document.token();
    if (token == null || token.isEmpty() || token.length() > MAX_TOKEN_CHARS
        || token.chars().anyMatch(c -> c <= ' ' || c >= 0x7F)) {
      throw http.unavailable("sent no access token in its response to a sign-in");
    }
    return token;
  }

  private GypsumException refused(String error) {
    if (error.equals("bad_verification_code")) {
      return GypsumException.unauthenticated(
          "GitHub did not accept the code of this sign-in, which has expired or was used before: start again");
    }
    LOG.warn(
        "{} refused a sign-in with '{}': check the client ID, the secret and the callback URL of the GitHub app",
        http.name(), error);
    return new GypsumException(
        Kind.UNAVAILABLE,
        "GitHub does not accept the settings of this server ('" + error
            + "'): ask its administrator to check the GitHub app");
  }
}
