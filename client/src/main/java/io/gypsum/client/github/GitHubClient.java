package io.gypsum.client.github;

import java.io.IOException;
import java.net.URI;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

import io.gypsum.client.failure.RequestFailedException;
import io.gypsum.client.http.BearerToken;
import io.gypsum.client.http.ClientRequest;
import io.gypsum.client.http.ClientResponse;
import io.gypsum.client.http.HttpErrors;
import io.gypsum.client.http.HttpTransport;
import io.gypsum.client.http.ResponseLimits;
import io.gypsum.client.http.ServerUrl;
import io.gypsum.client.signin.AccessToken;
import io.gypsum.core.GypsumException;
import io.gypsum.core.PercentEncoding;
import io.gypsum.core.json.JsonInput;
import io.gypsum.core.json.JsonType;
import io.gypsum.core.json.MalformedJsonException;
import io.gypsum.core.json.RecordCodec;
import io.gypsum.core.json.RecordCodec.Property;
import io.gypsum.core.retry.CallKind;
import org.jspecify.annotations.Nullable;

/** Sends the requests of a sign-in, to GitHub and to the gypsum server. No failure contains a secret. */
final class GitHubClient {
  /** Lets a gypsum server read the user's organizations; reading the user's name requires no scope. */
  private static final String SCOPE = "read:org";
  private static final String DEVICE_GRANT = "urn:ietf:params:oauth:grant-type:device_code";
  private static final String EXPIRY_HEADER = "github-authentication-token-expiration";
  private static final DateTimeFormatter EXPIRY_FORMAT =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss [xxx][xx]", Locale.ROOT);

  private final HttpTransport http;
  private final GitHubSite site;

  GitHubClient(HttpTransport http, GitHubSite site) {
    this.http = http;
    this.site = site;
  }

  /** The GitHub OAuth app through which the users of a gypsum server sign in. */
  record GitHubApp(String id, SensitiveText secret) {
    private static final RecordCodec<GitHubApp> CODEC =
        RecordCodec.of(
            Property.required("id", JsonType.STRING, GitHubApp::id),
            Property.required(
                "secret", JsonType.readOnly(in -> new SensitiveText(in.string())),
                GitHubApp::secret),
            GitHubApp::new);

    private static GitHubApp read(JsonInput in) {
      return CODEC.read(in);
    }
  }

  /**
   * A new access token.
   *
   * @param lifetime empty if GitHub did not send it
   */
  record TokenGrant(SensitiveText token, Optional<Duration> lifetime) {}

  /**
   * Returns the app of a gypsum server.
   *
   * @throws GypsumException NOT_FOUND if the server has none
   */
  GitHubApp app(ServerUrl server) {
    ClientRequest request =
        ClientRequest.get("sign in to " + server, server.route("/credentials/github-app"));
    try {
      return http.send(request, CallKind.READ, reader(GitHubApp::read));
    } catch (RequestFailedException e) {
      if (e.kind() == GypsumException.Kind.NOT_FOUND) {
        throw new GypsumException(
            GypsumException.Kind.NOT_FOUND,
            "'" + server
                + "' does not support signing in with GitHub; ask its administrator for a token, and save it"
                + " with 'gypsum login --account' or set GYPSUM_TOKEN to it",
            e);
      }
      throw e;
    }
  }

  OAuthResult<DeviceFlow.DeviceCode> requestDeviceCode(GitHubApp app) {
    Map<String, String> form = Map.of("client_id", app.id(), "scope", SCOPE);
    return post(
        ClientRequest.form(
            "sign in at " + site.web(), site.web().route("/login/device/code"), form),
        List.of(), CallKind.IDEMPOTENT_WRITE, DeviceFlow.DeviceCode::from);
  }

  /** Polls once whether the user has entered the code. */
  OAuthResult<TokenGrant> pollToken(GitHubApp app, DeviceFlow.DeviceCode code) {
    Map<String, String> form =
        Map.of(
            "client_id", app.id(), "device_code", code.deviceCode().value(), "grant_type",
            DEVICE_GRANT);
    return requestToken(
        form, List.of(code.deviceCode(), app.secret()), CallKind.IDEMPOTENT_WRITE);
  }

  /** Returns the page on which a user authorizes {@code app}, and which then redirects to {@code callback}. */
  URI authorizePage(
      GitHubApp app, URI callback, SensitiveText state, BrowserFlow.Pkce pkce) {
    Map<String, String> query = new LinkedHashMap<>();
    query.put("client_id", app.id());
    query.put("redirect_uri", callback.toString());
    query.put("scope", SCOPE);
    query.put("state", state.value());
    query.put("code_challenge", pkce.challenge());
    query.put("code_challenge_method", BrowserFlow.Pkce.METHOD);
    String encoded =
        query.entrySet()
            .stream()
            .map(part -> part.getKey() + "=" + PercentEncoding.encode(part.getValue()))
            .collect(Collectors.joining("&"));
    return URI.create(site.web().route("/login/oauth/authorize") + "?" + encoded);
  }

  /**
   * Exchanges the code of a redirect for a token. A code can be used only once, so the request is not retried after an
   * unknown outcome.
   */
  OAuthResult<TokenGrant> exchangeCode(
      GitHubApp app, URI callback, SensitiveText code, BrowserFlow.Pkce pkce) {
    Map<String, String> form =
        Map.of(
            "client_id", app.id(), "client_secret", app.secret().value(), "code", code.value(),
            "redirect_uri", callback.toString(), "code_verifier", pkce.verifier().value());
    return requestToken(
        form, List.of(app.secret(), code, pkce.verifier()), CallKind.CONDITIONAL_WRITE);
  }

  private OAuthResult<TokenGrant> requestToken(
      Map<String, String> form, List<SensitiveText> secrets, CallKind kind) {
    return post(
        ClientRequest.form(
            "get a token from " + site.web(), site.web().route("/login/oauth/access_token"),
            form),
        secrets, kind,
        response -> new TokenGrant(
            new SensitiveText(response.text("access_token")), response.duration("expires_in")));
  }

  /** Sends a form; {@code secrets} are removed from everything that GitHub sends back in a failure. */
  private <T> OAuthResult<T> post(
      ClientRequest request, List<SensitiveText> secrets, CallKind kind,
      Function<OAuthResponse, T> granted) {
    try {
      return http.send(
          request, kind, reader(in -> OAuthResponse.read(in).result(secrets, granted)));
    } catch (RequestFailedException e) {
      throw e.serverReason()
          .map(
              reason -> HttpErrors.ofStatus(
                  e.action(), e.status().orElse(0), SensitiveText.removeAll(secrets, reason),
                  e.retryAfter().orElse(null)))
          .orElse(e);
    }
  }

  /**
   * Returns the owner of {@code token} and when it expires.
   *
   * @throws RequestFailedException UNAUTHENTICATED if the token is not valid at GitHub
   */
  AccessToken identify(SensitiveText token) {
    ServerUrl api = site.api();
    ClientRequest request =
        ClientRequest.authorized(
            "identify the owner of the token at " + api, "GET", api.route("/user"),
            BearerToken.of(token.value()))
            .with("Accept", "application/vnd.github+json");
    return http.send(request, CallKind.READ, response -> identity(token, response));
  }

  private static AccessToken identity(SensitiveText token, ClientResponse response)
      throws IOException {
    String login = reader(GitHubClient::login).read(response);
    return new AccessToken(
        token.value(), Optional.of(login), parseExpiry(response.header(EXPIRY_HEADER)));
  }

  private static String login(JsonInput in) {
    String login = in.requiredProperty("login", JsonInput::string);
    // The login becomes a line of the token file and part of messages.
    if (!login.matches("[A-Za-z0-9_.\\[\\]-]{1,100}")) {
      throw in.malformed("the login contains invalid characters");
    }
    return login;
  }

  /** Parses {@code 2026-12-01 12:00:00 UTC}, or with an offset; empty if the format is unknown or the token does not expire. */
  private static Optional<Instant> parseExpiry(@Nullable String header) {
    if (header == null) {
      return Optional.empty();
    }
    String text = header.strip().replaceFirst(" (UTC|GMT|Z)$", " +0000");
    try {
      return Optional.of(OffsetDateTime.parse(text, EXPIRY_FORMAT).toInstant());
    } catch (DateTimeException e) {
      // Not a failure: GitHub itself rejects the token once it has expired.
      return Optional.empty();
    }
  }

  /**
   * Like {@link HttpTransport#json}, for JSON that may contain a secret: failures do not contain the message of the
   * parser, which quotes the text.
   */
  @SuppressWarnings("UnusedException")
  private static <T> HttpTransport.ResponseReader<T> reader(Function<JsonInput, T> document) {
    return response -> {
      try {
        return JsonInput.read(
            ResponseLimits.limit(
                response.body(), ResponseLimits.DOCUMENT_BYTES, response.action()),
            document);
      } catch (MalformedJsonException e) {
        throw new MalformedJsonException("it is not JSON, or a property is missing or invalid");
      }
    };
  }
}
