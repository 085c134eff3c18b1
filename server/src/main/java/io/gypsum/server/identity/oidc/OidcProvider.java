package io.gypsum.server.identity.oidc;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.util.JSONObjectUtils;
import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.auth.ClientAuthentication;
import com.nimbusds.oauth2.sdk.auth.ClientAuthenticationMethod;
import com.nimbusds.oauth2.sdk.auth.ClientSecretBasic;
import com.nimbusds.oauth2.sdk.auth.ClientSecretPost;
import com.nimbusds.oauth2.sdk.auth.Secret;
import com.nimbusds.oauth2.sdk.http.HTTPRequest;
import com.nimbusds.oauth2.sdk.http.HTTPResponse;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.openid.connect.sdk.op.OIDCProviderMetadata;
import io.gypsum.core.Loopback;
import io.gypsum.core.Printable;
import io.gypsum.server.identity.http.ProviderCalls;
import io.gypsum.server.identity.http.ProviderHttp;
import io.gypsum.server.identity.http.ProviderHttp.RequestDeadline;
import io.gypsum.server.settings.OidcSettings;
import io.gypsum.server.settings.SecretText;
import org.jspecify.annotations.Nullable;

/**
 * An OpenID Connect provider: its discovery document and its keys, which are cached, and requests to its endpoints. Documents and
 * endpoints must use HTTPS, except on this machine. Nothing is requested before it is needed, so a server starts without its
 * provider. Thread-safe.
 */
public final class OidcProvider {
  private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(5);
  /** Discovery documents have about 8 KB, keys and claims less. */
  static final long MAX_RESPONSE_BYTES = 512 * 1024;
  static final RefreshedValue.Ages METADATA_AGES =
      new RefreshedValue.Ages(Duration.ofHours(1), Duration.ofDays(1));
  /**
   * How long a key that the provider has withdrawn is still accepted: the first duration normally, the second one while the
   * provider is unavailable.
   */
  static final RefreshedValue.Ages KEY_AGES =
      new RefreshedValue.Ages(Duration.ofMinutes(5), Duration.ofHours(1));

  private final OidcSettings settings;
  private final ProviderHttp http;
  private final Duration timeout;
  private final ProviderCalls calls;
  private final RefreshedValue<OIDCProviderMetadata> metadata;
  private final RefreshedValue<JWKSet> keys;

  public OidcProvider(OidcSettings settings, InstantSource clock) {
    this(settings, clock, REQUEST_TIMEOUT);
  }

  /** @param timeout of each request */
  public OidcProvider(OidcSettings settings, InstantSource clock, Duration timeout) {
    this(settings, clock, timeout, new ProviderCalls());
  }

  /** @param calls limits the requests to the endpoints; each document is loaded by one thread at a time */
  public OidcProvider(
      OidcSettings settings, InstantSource clock, Duration timeout, ProviderCalls calls) {
    this.settings = settings;
    this.calls = calls;
    this.http = ProviderHttp.of("the identity provider '" + settings.issuer() + "'");
    this.timeout = timeout;
    this.metadata = new RefreshedValue<>(this::loadMetadata, METADATA_AGES, clock);
    this.keys = new RefreshedValue<>(this::loadKeys, KEY_AGES, clock);
  }

  public OidcSettings settings() {
    return settings;
  }

  ProviderHttp http() {
    return http;
  }

  /** @throws io.gypsum.core.GypsumException UNAVAILABLE when the provider's discovery document cannot be used */
  OIDCProviderMetadata metadata() {
    return metadata.get();
  }

  /** @throws io.gypsum.core.GypsumException UNAVAILABLE when the keys cannot be used */
  JWKSet keys() {
    return keys.get();
  }

  /** Returns the keys, loaded again unless this was done less than a minute ago: for a token with an unknown key. */
  JWKSet reloadedKeys() {
    return keys.reloaded();
  }

  /**
   * Checks that tokens of the provider can be verified.
   *
   * @return a description of the provider, for administrators
   * @throws io.gypsum.core.GypsumException UNAVAILABLE when its documents cannot be used
   */
  public String check() {
    return "'" + settings.issuer() + "' has " + keys().size() + " keys";
  }

  /** Returns how this server authenticates itself to the provider; null for a public client. */
  @Nullable
  ClientAuthentication clientAuthentication() {
    SecretText secret = settings.client().secret();
    if (secret == null) {
      return null;
    }
    ClientID id = new ClientID(settings.client().id());
    List<ClientAuthenticationMethod> methods = metadata().getTokenEndpointAuthMethods();
    boolean isInHeader =
        methods == null || methods.isEmpty()
            || methods.contains(ClientAuthenticationMethod.CLIENT_SECRET_BASIC);
    return isInHeader
        ? new ClientSecretBasic(id, new Secret(secret.value()))
        : new ClientSecretPost(id, new Secret(secret.value()));
  }

  private OIDCProviderMetadata loadMetadata() {
    String base = settings.issuer().replaceFirst("/+$", "");
    byte[] document = get(URI.create(base + "/.well-known/openid-configuration"));
    OIDCProviderMetadata parsed =
        parse("the discovery document", document, OidcProvider::parseMetadata);
    if (!settings.issuer().equals(parsed.getIssuer().getValue())) {
      throw http.unavailable(
          "has the issuer '" + Printable.value(parsed.getIssuer().getValue())
              + "': an administrator should set 'oidc-issuer' to exactly this value if it is right");
    }
    for (URI endpoint : endpoints(parsed)) {
      requireConfidential(endpoint);
    }
    return parsed;
  }

  private static List<URI> endpoints(OIDCProviderMetadata metadata) {
    return Stream
        .of(
            metadata.getJWKSetURI(), metadata.getAuthorizationEndpointURI(),
            metadata.getTokenEndpointURI(), metadata.getUserInfoEndpointURI(),
            metadata.getIntrospectionEndpointURI())
        .filter(Objects::nonNull)
        .toList();
  }

  private void requireConfidential(URI endpoint) {
    if (!Loopback.isConfidential(endpoint)) {
      throw http.unavailable(
          "has the endpoint '" + Printable.value(endpoint.toString())
              + "', expected https: tokens are not sent unencrypted");
    }
  }

  private JWKSet loadKeys() {
    byte[] document = get(metadata().getJWKSetURI());
    return parse("the key set", document, JWKSet::parse);
  }

  private byte[] get(URI address) {
    HttpRequest request =
        HttpRequest.newBuilder(address)
            .header("Accept", "application/json")
            .header("User-Agent", "gypsum")
            .build();
    HttpResponse<byte[]> response =
        http.send(request, MAX_RESPONSE_BYTES, RequestDeadline.in(timeout));
    if (response.statusCode() != 200) {
      throw http.unavailable(
          "responded to " + address.getRawPath() + " with status " + response.statusCode()
              + ": an administrator should check 'oidc-issuer'");
    }
    return response.body();
  }

  /**
   * Sends a request of the library. The number of concurrent ones is limited, for sign-ins, renewals and access tokens together.
   *
   * @throws io.gypsum.core.GypsumException BUSY when too many requests are running; UNAVAILABLE when there is no response in time
   */
  HTTPResponse send(HTTPRequest request) {
    HttpRequest.Builder builder = HttpRequest.newBuilder(request.getURI());
    for (Map.Entry<String, List<String>> header : request.getHeaderMap().entrySet()) {
      header.getValue().forEach(value -> builder.header(header.getKey(), value));
    }
    builder.setHeader("Accept", "application/json").setHeader("User-Agent", "gypsum");
    @Nullable String body = request.getBody();
    builder.method(
        request.getMethod().name(),
        body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
    HttpResponse<byte[]> response =
        calls.run(
            () -> http.send(builder.build(), MAX_RESPONSE_BYTES, RequestDeadline.in(timeout)));
    HTTPResponse result = new HTTPResponse(response.statusCode());
    response.headers().firstValue("Content-Type").ifPresent(type -> setContentType(result, type));
    result.setBody(new String(response.body(), StandardCharsets.UTF_8));
    return result;
  }

  private static void setContentType(HTTPResponse response, String type) {
    try {
      response.setContentType(type);
    } catch (ParseException e) {
      // The parser of the response reports that there is none.
    }
  }

  /** Parses a document, and reports a malformed one as a failure of the provider. */
  <T> T parse(String what, byte[] document, DocumentParser<T> parser) {
    try {
      return parser.parse(new String(document, StandardCharsets.UTF_8));
    } catch (java.text.ParseException | IllegalArgumentException e) {
      throw http.unavailable(
          "sent an unexpected response (" + what + " is malformed): an administrator should check"
              + " 'oidc-issuer'");
    }
  }

  /** Parses a document of the provider. */
  @FunctionalInterface
  interface DocumentParser<T> {
    T parse(String text) throws java.text.ParseException;
  }

  private static OIDCProviderMetadata parseMetadata(String text) throws java.text.ParseException {
    try {
      return OIDCProviderMetadata.parse(text);
    } catch (ParseException e) {
      throw new java.text.ParseException(String.valueOf(e.getMessage()), 0);
    }
  }

  /** Parses a JSON object, such as the claims of a user. */
  static Map<String, Object> parseObject(String text) throws java.text.ParseException {
    return JSONObjectUtils.parse(text);
  }
}
