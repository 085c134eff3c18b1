package io.gypsum.client.signin;

import java.io.IOException;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
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
import io.gypsum.client.http.Repeat;
import io.gypsum.client.http.ServerUrl;
import io.gypsum.core.PercentEncoding;
import io.gypsum.core.json.JsonInput;
import org.jspecify.annotations.Nullable;

/** The requests to GitHub. No failure of them holds a secret. */
final class GitHub {
  /** A server asks in whose name a request comes, which needs no scope, and of which organisations, which needs this. */
  private static final String SCOPE = "read:org";
  private static final String DEVICE_GRANT = "urn:ietf:params:oauth:grant-type:device_code";

  private final HttpTransport http;
  private final GitHubSite site;

  GitHub(HttpTransport http, GitHubSite site) {
    this.http = http;
    this.site = site;
  }

  DeviceAnswer deviceCode(GitHubApp app) {
    Map<String, String> form = Map.of("client_id", app.id(), "scope", SCOPE);
    return post(
        "sign in at " + site.web(), site.web().route("/login/device/code"), form, List.of(),
        Repeat.ALWAYS, answer -> {
          Optional<Refusal> refusal = answer.refusal(List.of());
          return refusal.isPresent() ? refusal.get() : DeviceCode.from(answer);
        });
  }

  /** Asks once whether the person has entered the code. */
  TokenAnswer poll(GitHubApp app, DeviceCode code) {
    Map<String, String> form =
        Map.of(
            "client_id", app.id(), "device_code", code.deviceCode().value(), "grant_type",
            DEVICE_GRANT);
    return token(form, List.of(code.deviceCode(), app.secret()), Repeat.ALWAYS);
  }

  /** The page on which a person lets {@code app} know who they are, and which then leads to {@code redirect}. */
  URI authorizePage(GitHubApp app, URI redirect, SensitiveText state, Pkce pkce) {
    Map<String, String> query = new LinkedHashMap<>();
    query.put("client_id", app.id());
    query.put("redirect_uri", redirect.toString());
    query.put("scope", SCOPE);
    query.put("state", state.value());
    query.put("code_challenge", pkce.challenge());
    query.put("code_challenge_method", Pkce.METHOD);
    String encoded =
        query.entrySet()
            .stream()
            .map(part -> part.getKey() + "=" + PercentEncoding.encode(part.getValue()))
            .collect(Collectors.joining("&"));
    return URI.create(site.web().route("/login/oauth/authorize") + "?" + encoded);
  }

  /** Gives the code of a redirect for a token. A code is good once. */
  TokenAnswer exchange(GitHubApp app, URI redirect, SensitiveText code, Pkce pkce) {
    Map<String, String> form =
        Map.of(
            "client_id", app.id(), "client_secret", app.secret().value(), "code", code.value(),
            "redirect_uri", redirect.toString(), "code_verifier", pkce.verifier().value());
    return token(form, List.of(app.secret(), code, pkce.verifier()), Repeat.IF_NOT_DONE);
  }

  /**
   * Whose {@code token} is, and until when.
   *
   * @throws RequestFailedException UNAUTHENTICATED when GitHub does not know it
   */
  AccessToken identify(SensitiveText token) {
    ServerUrl api = site.api();
    ClientRequest call =
        ClientRequest.authorized(
            "find out at " + api + " whose the token is", "GET", api.route("/user"),
            BearerToken.of(token.value()))
            .with("Accept", "application/vnd.github+json");
    return http.send(call, Repeat.ALWAYS, answer -> identity(token, answer));
  }

  private static AccessToken identity(SensitiveText token, ClientResponse answer)
      throws IOException {
    String login = SecretJson.reader(GitHub::login).read(answer);
    return new AccessToken(
        token.value(), Optional.of(login), TokenExpiry.parse(answer.header(TokenExpiry.HEADER)));
  }

  private static String login(JsonInput in) {
    @Nullable String login = null;
    in.beginObject();
    for (String name = in.nextName(); name != null; name = in.nextName()) {
      switch (name) {
        case "login" -> login = in.string();
        default -> in.skip();
      }
    }
    String there = in.required(login, "login");
    // It becomes a line of a file, and part of messages.
    if (!there.matches("[A-Za-z0-9_.\\[\\]-]{1,100}")) {
      throw in.malformed("the login is not one");
    }
    return there;
  }

  private TokenAnswer token(Map<String, String> form, List<SensitiveText> secrets, Repeat repeat) {
    return post(
        "get a token from " + site.web(), site.web().route("/login/oauth/access_token"), form,
        secrets, repeat, answer -> {
          Optional<Refusal> refusal = answer.refusal(secrets);
          return refusal.isPresent()
              ? refusal.get()
              : new TokenAnswer.Granted(
                  new SensitiveText(answer.text("access_token")), answer.duration("expires_in"));
        });
  }

  private <T> T post(
      String asked, URI uri, Map<String, String> form, List<SensitiveText> secrets, Repeat repeat,
      Function<OAuthAnswer, T> meaning) {
    ClientRequest call = ClientRequest.form(asked, uri, form);
    try {
      return http.send(
          call, repeat, SecretJson.reader(in -> meaning.apply(OAuthAnswer.read(in))));
    } catch (RequestFailedException e) {
      throw without(secrets, e);
    }
  }

  /** A failure like this one in which the server's words repeat no secret. */
  private static RequestFailedException without(
      List<SensitiveText> secrets, RequestFailedException failure) {
    if (failure.serverReason().isEmpty()) {
      return failure;
    }
    return HttpErrors.ofStatus(
        failure.action(), failure.status().orElse(0),
        Refusal.without(secrets, failure.serverReason().get()),
        failure.retryAfter().orElse(null));
  }
}
