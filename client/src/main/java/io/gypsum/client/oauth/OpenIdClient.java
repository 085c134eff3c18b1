package io.gypsum.client.oauth;

import java.net.URI;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

import io.gypsum.client.failure.RequestFailedException;
import io.gypsum.client.http.ClientRequest;
import io.gypsum.client.http.HttpErrors;
import io.gypsum.client.http.HttpTransport;
import io.gypsum.client.http.ServerUrl;
import io.gypsum.core.GypsumException;
import io.gypsum.core.json.JsonInput;
import io.gypsum.core.json.JsonType;
import io.gypsum.core.json.RecordCodec;
import io.gypsum.core.json.RecordCodec.Property;
import io.gypsum.core.retry.CallKind;

/** Finds the OpenID provider of a gypsum server and its endpoints (OpenID Connect Discovery 1.0). */
record OpenIdClient(HttpTransport http) {
  private static final String DESCRIPTION = "/.well-known/openid-configuration";

  /** The response of the server (rest-api.md, section 5). */
  private record Credentials(String issuer, String clientId, List<String> scopes) {
    private static final RecordCodec<Credentials> CODEC =
        RecordCodec.of(
            Property.required("issuer", text("[\\x21-\\x7e]{1,1000}"), Credentials::issuer),
            Property.required("client_id", text("[\\x20-\\x7e]{1,500}"), Credentials::clientId),
            Property.required(
                "scopes", JsonType.array(text("[\\x21\\x23-\\x5b\\x5d-\\x7e]{1,500}")),
                Credentials::scopes),
            Credentials::new);

    /** The texts become lines of a token file and parts of requests. */
    private static JsonType<String> text(String pattern) {
      return JsonType.readOnly(in -> {
        String text = in.string();
        if (!text.matches(pattern)) {
          throw in.malformed("the text is empty, too long or contains invalid characters");
        }
        return text;
      });
    }

    private static Credentials read(JsonInput in) {
      return CODEC.read(in);
    }
  }

  /**
   * Returns the client of a gypsum server at its provider; empty if the server has no provider.
   *
   * @throws GypsumException INVALID if requests to the provider could be read on the network
   */
  Optional<SignInApp> app(ServerUrl server) {
    ClientRequest request =
        ClientRequest.get("sign in to " + server, server.route("/credentials/oidc"));
    Credentials credentials;
    try {
      credentials = http.send(request, CallKind.READ, OAuthRequests.secretJson(Credentials::read));
    } catch (RequestFailedException e) {
      if (HttpErrors.isUnsupportedRoute(e)) {
        return Optional.empty();
      }
      throw e;
    }
    return Optional.of(
        app(
            credentials.issuer(), credentials.clientId(), String.join(" ", credentials.scopes())));
  }

  /** Returns a client at a provider, which describes its endpoints. */
  SignInApp app(String issuer, String clientId, String scope) {
    ServerUrl provider = ServerUrl.of(URI.create(issuer));
    requireProtected(provider, issuer);
    String action = "sign in at " + provider;
    SignInApp.Endpoints endpoints =
        http.send(
            ClientRequest.get(action, provider.route(DESCRIPTION)), CallKind.READ,
            HttpTransport.json(in -> endpoints(issuer, in)));
    Stream.of(endpoints.authorization(), endpoints.token(), endpoints.device())
        .filter(Objects::nonNull)
        .map(OpenIdClient::withoutQuery)
        .forEach(url -> requireProtected(ServerUrl.of(url), issuer));
    return new SignInApp(
        provider.base().getRawAuthority(), endpoints, clientId, null, scope, issuer);
  }

  /** Rejects the description of another provider, which could obtain codes and tokens of this one. */
  private static SignInApp.Endpoints endpoints(String issuer, JsonInput in) {
    OAuthResponse description = OAuthResponse.read(in);
    String described = description.text("issuer");
    if (!described.equals(issuer)) {
      throw in.malformed(
          "it describes the issuer '" + described + "', but the gypsum server requires '" + issuer
              + "'");
    }
    return new SignInApp.Endpoints(
        description.url("authorization_endpoint"), description.url("token_endpoint"),
        description.optionalText("device_authorization_endpoint").isPresent()
            ? description.url("device_authorization_endpoint")
            : null);
  }

  private static URI withoutQuery(URI url) {
    return URI.create(url.toString().replaceFirst("\\?.*", ""));
  }

  private static void requireProtected(ServerUrl url, String issuer) {
    if (!url.protectsSecrets()) {
      throw GypsumException.invalid(
          "cannot sign in at '" + issuer + "': '" + url
              + "' is not an https URL, so anyone on the network path could read the token");
    }
  }
}
