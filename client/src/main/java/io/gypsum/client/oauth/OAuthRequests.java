package io.gypsum.client.oauth;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

import io.gypsum.client.failure.RequestFailedException;
import io.gypsum.client.http.BearerToken;
import io.gypsum.client.http.ClientRequest;
import io.gypsum.client.http.HttpErrors;
import io.gypsum.client.http.HttpTransport;
import io.gypsum.client.http.ResponseLimits;
import io.gypsum.core.GypsumException;
import io.gypsum.core.PercentEncoding;
import io.gypsum.core.json.JsonInput;
import io.gypsum.core.json.MalformedJsonException;
import io.gypsum.core.retry.CallKind;

/** Sends the requests of OAuth sign-ins (RFC 6749, 7636, 8628) to one provider. No failure contains a secret. */
record OAuthRequests(HttpTransport http, SignInApp app) {
  private static final String DEVICE_GRANT = "urn:ietf:params:oauth:grant-type:device_code";

  /**
   * A new access token.
   *
   * @param lifetime empty if the provider did not send it
   * @param refreshToken with which the token can be renewed; empty if the provider did not issue one
   */
  record TokenGrant(
      SensitiveText token, Optional<Duration> lifetime, Optional<SensitiveText> refreshToken) {
    private static TokenGrant from(OAuthResponse response) {
      return new TokenGrant(
          new SensitiveText(response.text("access_token")), response.duration("expires_in"),
          response.optionalText("refresh_token")
              .filter(BearerToken::isValid)
              .map(SensitiveText::new));
    }
  }

  /** @throws GypsumException NOT_FOUND if the provider does not offer that */
  OAuthResult<DeviceFlow.DeviceCode> requestDeviceCode(BrowserFlow.Pkce pkce) {
    URI endpoint = app.endpoints().device();
    if (endpoint == null) {
      throw GypsumException.notFound(
          "cannot sign in with a code: " + app.provider()
              + " does not offer it; sign in with a browser on this machine");
    }
    Map<String, String> form = new LinkedHashMap<>();
    form.put("client_id", app.clientId());
    form.put("scope", app.scope());
    if (usesPkceForCodes()) {
      form.put("code_challenge", pkce.challenge());
      form.put("code_challenge_method", BrowserFlow.Pkce.METHOD);
    }
    return post(
        ClientRequest.form("sign in at " + app.provider(), endpoint, form), List.of(),
        CallKind.IDEMPOTENT_WRITE, DeviceFlow.DeviceCode::from);
  }

  /** Polls once whether the user has entered the code. */
  OAuthResult<TokenGrant> pollToken(DeviceFlow.DeviceCode code, BrowserFlow.Pkce pkce) {
    Map<String, String> form = new LinkedHashMap<>();
    form.put("client_id", app.clientId());
    form.put("device_code", code.deviceCode().value());
    form.put("grant_type", DEVICE_GRANT);
    if (usesPkceForCodes()) {
      form.put("code_verifier", pkce.verifier().value());
    }
    return requestToken(
        form, List.of(code.deviceCode(), pkce.verifier()), CallKind.IDEMPOTENT_WRITE);
  }

  /** Keycloak requires PKCE for codes, too, if the client requires PKCE; other OpenID providers ignore it. */
  private boolean usesPkceForCodes() {
    return app.issuer() != null;
  }

  /** Returns the page on which a user signs in, and which then redirects to {@code callback}. */
  URI authorizePage(URI callback, SensitiveText state, BrowserFlow.Pkce pkce) {
    Map<String, String> query = new LinkedHashMap<>();
    query.put("response_type", "code");
    query.put("client_id", app.clientId());
    query.put("redirect_uri", callback.toString());
    query.put("scope", app.scope());
    query.put("state", state.value());
    query.put("code_challenge", pkce.challenge());
    query.put("code_challenge_method", BrowserFlow.Pkce.METHOD);
    String encoded =
        query.entrySet()
            .stream()
            .map(part -> part.getKey() + "=" + PercentEncoding.encode(part.getValue()))
            .collect(Collectors.joining("&"));
    URI page = app.endpoints().authorization();
    return URI.create(page + (page.getRawQuery() == null ? "?" : "&") + encoded);
  }

  /**
   * Exchanges the code of a redirect for a token. A code can be used only once, so the request is not retried after an
   * unknown outcome.
   */
  OAuthResult<TokenGrant> exchangeCode(
      URI callback, SensitiveText code, BrowserFlow.Pkce pkce) {
    Map<String, String> form = new LinkedHashMap<>();
    form.put("grant_type", "authorization_code");
    form.put("client_id", app.clientId());
    form.put("code", code.value());
    form.put("redirect_uri", callback.toString());
    form.put("code_verifier", pkce.verifier().value());
    SensitiveText secret = app.secret();
    if (secret != null) {
      form.put("client_secret", secret.value());
    }
    return requestToken(form, List.of(code, pkce.verifier()), CallKind.CONDITIONAL_WRITE);
  }

  /**
   * Requests another token with a refresh token. Retried after an unknown outcome: if the provider has replaced the refresh
   * token, the user has to sign in again in any case.
   */
  OAuthResult<TokenGrant> renew(SensitiveText refreshToken) {
    Map<String, String> form =
        Map.of(
            "grant_type", "refresh_token", "client_id", app.clientId(), "refresh_token",
            refreshToken.value());
    return requestToken(form, List.of(refreshToken), CallKind.IDEMPOTENT_WRITE);
  }

  private OAuthResult<TokenGrant> requestToken(
      Map<String, String> form, List<SensitiveText> sent, CallKind kind) {
    List<SensitiveText> secrets = new ArrayList<>(sent);
    SensitiveText secret = app.secret();
    if (secret != null) {
      secrets.add(secret);
    }
    return post(
        ClientRequest.form("get a token from " + app.provider(), app.endpoints().token(), form),
        secrets, kind, TokenGrant::from);
  }

  /** Sends a form; {@code secrets} are removed from everything that the provider sends back in a failure. */
  private <T> OAuthResult<T> post(
      ClientRequest request, List<SensitiveText> secrets, CallKind kind,
      Function<OAuthResponse, T> granted) {
    HttpTransport.ResponseReader<OAuthResponse> body = secretJson(OAuthResponse::read);
    try {
      return http.send(request, kind, response -> {
        boolean failed = !response.isSuccess();
        try {
          OAuthResponse document = body.read(response);
          if (!failed || document.isRefusal()) {
            return document.result(app.provider(), secrets, granted);
          }
        } catch (MalformedJsonException e) {
          if (!failed) {
            throw e;
          }
        }
        throw HttpErrors.ofStatus(request.action(), response.status(), null, null);
      });
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
   * Like {@link HttpTransport#json}, for JSON that may contain a secret: failures do not contain the message of the
   * parser, which quotes the text.
   */
  @SuppressWarnings("UnusedException")
  static <T> HttpTransport.ResponseReader<T> secretJson(Function<JsonInput, T> document) {
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
