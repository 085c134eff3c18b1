package io.gypsum.client.oauth;

import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;

import io.gypsum.client.failure.RequestFailedException;
import io.gypsum.client.http.BearerToken;
import io.gypsum.client.http.ClientRequest;
import io.gypsum.client.http.ClientResponse;
import io.gypsum.client.http.HttpTransport;
import io.gypsum.client.http.ServerUrl;
import io.gypsum.client.signin.AccessToken;
import io.gypsum.core.GypsumException;
import io.gypsum.core.json.JsonInput;
import io.gypsum.core.json.JsonType;
import io.gypsum.core.json.RecordCodec;
import io.gypsum.core.json.RecordCodec.Property;
import io.gypsum.core.retry.CallKind;
import org.jspecify.annotations.Nullable;

/** Finds the GitHub app of a gypsum server, and identifies the owners of GitHub's tokens. No failure contains a secret. */
final class GitHubClient {
  /** Lets a gypsum server read the user's organizations; reading the user's name requires no scope. */
  private static final String SCOPE = "read:org";
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

  /** Returns the app of a gypsum server; empty if the server has none. */
  Optional<SignInApp> app(ServerUrl server) {
    ClientRequest request =
        ClientRequest.get("sign in to " + server, server.route("/credentials/github-app"));
    try {
      GitHubApp app =
          http.send(request, CallKind.READ, OAuthRequests.secretJson(GitHubApp::read));
      return Optional.of(
          new SignInApp("GitHub", endpoints(), app.id(), app.secret(), SCOPE, null));
    } catch (RequestFailedException e) {
      if (e.kind() == GypsumException.Kind.NOT_FOUND) {
        return Optional.empty();
      }
      throw e;
    }
  }

  private SignInApp.Endpoints endpoints() {
    ServerUrl web = site.web();
    return new SignInApp.Endpoints(
        web.route("/login/oauth/authorize"), web.route("/login/oauth/access_token"),
        web.route("/login/device/code"));
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
    String login = OAuthRequests.secretJson(GitHubClient::login).read(response);
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
}
