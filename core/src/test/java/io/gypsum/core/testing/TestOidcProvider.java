package io.gypsum.core.testing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Date;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jose.util.JSONObjectUtils;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import org.jspecify.annotations.Nullable;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * An OpenID Connect provider on the loopback interface, similar to a realm of Keycloak: discovery, keys, authorization code flow
 * with PKCE, refresh tokens that change with each use, userinfo and introspection. The person who signs in is chosen by {@link
 * #signsIn}; nothing is displayed. Its issuer ends with a slash.
 */
public final class TestOidcProvider implements ProviderStandIn {
  public static final String CLIENT_ID = "gypsum-web";
  public static final String CLIENT_SECRET = "a secret: 100%";
  public static final Duration TOKEN_LIFETIME = Duration.ofMinutes(10);

  private static final Map<Integer, RSAKey> KEYS = new ConcurrentHashMap<>();

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final InstantSource clock;
  private final Map<String, Person> people = new ConcurrentHashMap<>();
  private final Map<String, Code> codes = new ConcurrentHashMap<>();
  /** Logins by tokens that were issued and not used up. */
  private final Map<String, String> refreshTokens = new ConcurrentHashMap<>();
  private final Map<String, String> accessTokens = new ConcurrentHashMap<>();
  private final Map<String, Reply> replies = new ConcurrentHashMap<>();
  private volatile RSAKey key = key(0);
  private volatile RSAKey signer = key;
  private int rotations;
  private volatile @Nullable String signingIn;
  private volatile Map<String, Object> idTokenClaims = Map.of();
  private volatile Map<String, Object> userInfoClaims = Map.of();
  private final Set<String> missingIdTokenClaims = ConcurrentHashMap.newKeySet();
  private final Set<String> missingUserInfoClaims = ConcurrentHashMap.newKeySet();
  private volatile boolean issuesRefreshTokens = true;
  private volatile boolean issuesIdTokensAtRenewal = true;
  private volatile boolean hasOpaqueAccessTokens;
  private volatile int refreshTokenChars = 36;
  /** The paths of all requests. */
  public final List<String> requests = new CopyOnWriteArrayList<>();

  private record Person(String login, List<String> groups) {}

  /** What a sign-in requested. */
  private record Code(String login, String redirectUri, String challenge, String nonce) {}

  /** A response in place of the usual one. */
  private record Reply(int status, String type, String body) {}

  public TestOidcProvider(InstantSource clock) throws IOException {
    this.clock = clock;
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/", this::answer);
    server.start();
  }

  @Override
  public URI web() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  public String issuer() {
    return web() + "/realms/lab/";
  }

  @Override
  public String label() {
    return web().getHost();
  }

  @Override
  public Map<String, String> options() {
    return Map.of(
        "identity", "oidc", "oidc-issuer", issuer(), "oidc-client-id", CLIENT_ID,
        "oidc-client-secret", CLIENT_SECRET);
  }

  public void add(String login, String... groups) {
    people.put(login, new Person(login, List.of(groups)));
  }

  /** Removes an account; its tokens that were issued remain, as long as they are valid. */
  public void disable(String login) {
    people.remove(login);
  }

  @Override
  public void signsIn(String login) {
    signingIn = login;
  }

  /** Adds or replaces claims of ID tokens that are issued from now on. */
  public void setIdTokenClaims(Map<String, Object> claims) {
    idTokenClaims = Map.copyOf(claims);
  }

  /** Adds or replaces claims of the userinfo endpoint. */
  public void setUserInfoClaims(Map<String, Object> claims) {
    userInfoClaims = Map.copyOf(claims);
  }

  public void setIssuesRefreshTokens(boolean value) {
    issuesRefreshTokens = value;
  }

  /** Leaves out a claim of ID tokens that are issued from now on. */
  public void removeIdTokenClaim(String name) {
    missingIdTokenClaims.add(name);
  }

  /** Leaves out a claim of the userinfo endpoint. */
  public void removeUserInfoClaim(String name) {
    missingUserInfoClaims.add(name);
  }

  /** Determines whether new ID tokens are issued for refresh tokens, which providers may omit. */
  public void setIssuesIdTokensAtRenewal(boolean value) {
    issuesIdTokensAtRenewal = value;
  }

  /** Determines whether access tokens are random texts instead of signed tokens. */
  public void setOpaqueAccessTokens(boolean value) {
    hasOpaqueAccessTokens = value;
  }

  /** @param value at least 36 */
  public void setRefreshTokenChars(int value) {
    refreshTokenChars = value;
  }

  /** Answers requests of a path in the realm, such as {@code token}, with this response until {@link #restore}. */
  public void reply(String path, int status, String type, String body) {
    replies.put(path, new Reply(status, type, body));
  }

  /** Calls {@code before} in the middle of the response to a path, after the headers and the first byte. */
  public void stallOn(String path, Runnable before) {
    server.createContext("/realms/lab/" + path, exchange -> {
      exchange.sendResponseHeaders(200, 100);
      exchange.getResponseBody().write('{');
      exchange.getResponseBody().flush();
      before.run();
      exchange.close();
    });
  }

  /** Answers all requests again. */
  public void restore() {
    replies.clear();
  }

  /** Fails all requests with status 503. */
  public void fail() {
    for (String path : List.of(
        ".well-known/openid-configuration", "keys", "token", "userinfo", "introspect")) {
      reply(path, 503, "text/html", "<html>down</html>");
    }
  }

  /** Replaces the key of signatures with a new one. */
  public void rotateKey() {
    key = key(++rotations);
    signer = key;
  }

  /** Signs with another key than the one that it publishes, under the same identifier. */
  public void forgeSignatures() {
    signer = new RSAKey.Builder(key(++rotations)).keyID(key.getKeyID()).build();
  }

  public RSAKey key() {
    return key;
  }

  /** Returns the same key for a number, since generating one takes long. */
  private static RSAKey key(int number) {
    return KEYS.computeIfAbsent(number, each -> newKey());
  }

  private static RSAKey newKey() {
    try {
      return new RSAKeyGenerator(2048).keyID(UUID.randomUUID().toString())
          .keyUse(KeyUse.SIGNATURE)
          .algorithm(JWSAlgorithm.RS256)
          .generate();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Returns the claims of an access token of an account, as Keycloak issues them. */
  public JWTClaimsSet.Builder claims(String login) {
    Person person = people.get(login);
    Instant now = clock.instant();
    return new JWTClaimsSet.Builder().issuer(issuer())
        .subject(subject(login))
        .audience("account")
        .claim("azp", CLIENT_ID)
        .claim("typ", "Bearer")
        .claim("preferred_username", login)
        .claim("groups", person == null ? List.of() : person.groups())
        .issueTime(Date.from(now))
        .expirationTime(Date.from(now.plus(TOKEN_LIFETIME)));
  }

  @Override
  public String accessToken(String login) {
    return sign(claims(login).jwtID(UUID.randomUUID().toString()).build());
  }

  public String sign(JWTClaimsSet claims) {
    return sign(signer, claims);
  }

  public static String sign(RSAKey signer, JWTClaimsSet claims) {
    return sign(
        signer,
        new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(signer.getKeyID())
            .type(JOSEObjectType.JWT)
            .build(),
        claims);
  }

  public static String sign(RSAKey signer, JWSHeader header, JWTClaimsSet claims) {
    try {
      SignedJWT jwt = new SignedJWT(header, claims);
      jwt.sign(new RSASSASigner(signer));
      return jwt.serialize();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Makes the userinfo and introspection endpoints accept {@code token} as one of an account. */
  public String issued(String login, String token) {
    accessTokens.put(token, login);
    return token;
  }

  /** Returns a token without content, which only the provider can check. */
  public String opaqueToken(String login) {
    String token = "opaque-" + UUID.randomUUID();
    return issued(login, token);
  }

  private static String subject(String login) {
    return UUID.nameUUIDFromBytes(login.getBytes(UTF_8)).toString();
  }

  private void answer(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath().replaceFirst("^/realms/lab/", "");
    requests.add(path);
    Reply special = replies.get(path);
    Map<String, String> form =
        exchange.getRequestMethod().equals("POST")
            ? parameters(new String(exchange.getRequestBody().readAllBytes(), UTF_8))
            : Map.of();
    if (special != null) {
      send(exchange, special);
      return;
    }
    switch (path) {
      case ".well-known/openid-configuration" -> send(exchange, 200, metadata());
      case "keys" -> send(exchange, 200, new JWKSet(key.toPublicJWK()).toJSONObject());
      case "auth" -> authorize(exchange);
      case "token" -> token(exchange, form);
      case "userinfo" -> userInfo(exchange);
      case "introspect" -> introspect(exchange, form);
      default -> send(exchange, 404, Map.of("error", "not found"));
    }
  }

  private Map<String, Object> metadata() {
    Map<String, Object> document = new HashMap<>();
    document.put("issuer", issuer());
    document.put("authorization_endpoint", issuer() + "auth");
    document.put("token_endpoint", issuer() + "token");
    document.put("userinfo_endpoint", issuer() + "userinfo");
    document.put("introspection_endpoint", issuer() + "introspect");
    document.put("jwks_uri", issuer() + "keys");
    document.put("response_types_supported", List.of("code"));
    document.put("subject_types_supported", List.of("public"));
    document.put("id_token_signing_alg_values_supported", List.of("RS256"));
    document.put("code_challenge_methods_supported", List.of("S256"));
    document.put("authorization_response_iss_parameter_supported", true);
    return document;
  }

  private void authorize(HttpExchange exchange) throws IOException {
    Map<String, String> query = parameters(exchange.getRequestURI().getRawQuery());
    String login = signingIn;
    String separator = query.get("redirect_uri").contains("?") ? "&" : "?";
    String back = query.get("redirect_uri") + separator + "state=" + query.get("state") + "&iss="
        + URLEncoder.encode(issuer(), UTF_8);
    if (login == null || !people.containsKey(login)) {
      back += "&error=access_denied&error_description=User+cancelled";
    } else {
      String code = UUID.randomUUID().toString();
      codes.put(
          code,
          new Code(
              login, query.get("redirect_uri"), query.get("code_challenge"), query.get("nonce")));
      back += "&code=" + code;
    }
    exchange.getResponseHeaders().add("Location", back);
    exchange.sendResponseHeaders(302, -1);
    exchange.close();
  }

  private void token(HttpExchange exchange, Map<String, String> form) throws IOException {
    if (!isClient(exchange)) {
      send(exchange, 401, Map.of("error", "invalid_client"));
      return;
    }
    String nonce = null;
    String login;
    if ("authorization_code".equals(form.get("grant_type"))) {
      Code code = codes.remove(form.get("code"));
      boolean isValid =
          code != null && code.redirectUri.equals(form.get("redirect_uri"))
              && code.challenge.equals(challenge(form.getOrDefault("code_verifier", "")));
      login = isValid ? code.login : null;
      nonce = isValid ? code.nonce : null;
    } else {
      login = refreshTokens.remove(form.getOrDefault("refresh_token", ""));
    }
    if (login == null || !people.containsKey(login)) {
      send(exchange, 400, Map.of("error", "invalid_grant"));
      return;
    }
    send(exchange, 200, tokens(login, nonce));
  }

  private Map<String, Object> tokens(String login, @Nullable String nonce) {
    String access =
        hasOpaqueAccessTokens ? opaqueToken(login) : issued(login, accessToken(login));
    Map<String, Object> response = new LinkedHashMap<>();
    response.put("access_token", access);
    response.put("token_type", "Bearer");
    response.put("expires_in", TOKEN_LIFETIME.toSeconds());
    JWTClaimsSet.Builder id = claims(login).audience(CLIENT_ID).claim("typ", "ID");
    if (nonce != null) {
      id.claim("nonce", nonce);
    }
    idTokenClaims.forEach(id::claim);
    missingIdTokenClaims.forEach(name -> id.claim(name, null));
    if (nonce != null || issuesIdTokensAtRenewal) {
      response.put("id_token", sign(id.build()));
    }
    if (issuesRefreshTokens) {
      String refresh =
          (UUID.randomUUID() + "x".repeat(refreshTokenChars)).substring(0, refreshTokenChars);
      refreshTokens.put(refresh, login);
      response.put("refresh_token", refresh);
    }
    return response;
  }

  private void userInfo(HttpExchange exchange) throws IOException {
    String header = exchange.getRequestHeaders().getFirst("Authorization");
    String login = header == null ? null : accessTokens.get(header.replace("Bearer ", ""));
    Person person = login == null ? null : people.get(login);
    if (person == null) {
      send(exchange, 401, Map.of("error", "invalid_token"));
    } else {
      Map<String, Object> claims = new HashMap<>();
      claims.put("sub", subject(login));
      claims.put("preferred_username", login);
      claims.put("groups", person.groups());
      claims.put("email", login + "@lab.example");
      claims.put("email_verified", false);
      claims.putAll(userInfoClaims);
      claims.keySet().removeAll(missingUserInfoClaims);
      send(exchange, 200, claims);
    }
  }

  private void introspect(HttpExchange exchange, Map<String, String> form) throws IOException {
    String login = accessTokens.get(form.getOrDefault("token", ""));
    boolean isActive = isClient(exchange) && login != null && people.containsKey(login);
    send(
        exchange, isClient(exchange) ? 200 : 401,
        isActive
            ? Map.of(
                "active", true, "sub", subject(login), "client_id",
                login.startsWith("other-") ? "another-application" : CLIENT_ID)
            : Map.of("active", false));
  }

  private static boolean isClient(HttpExchange exchange) {
    String credentials =
        URLEncoder.encode(CLIENT_ID, UTF_8) + ":"
            + URLEncoder.encode(CLIENT_SECRET, UTF_8);
    return ("Basic " + Base64.getEncoder().encodeToString(credentials.getBytes(UTF_8)))
        .equals(exchange.getRequestHeaders().getFirst("Authorization"));
  }

  private static String challenge(String verifier) {
    try {
      return Base64.getUrlEncoder()
          .withoutPadding()
          .encodeToString(MessageDigest.getInstance("SHA-256").digest(verifier.getBytes(UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Map<String, String> parameters(@Nullable String encoded) {
    Map<String, String> parameters = new HashMap<>();
    for (String pair : encoded == null || encoded.isEmpty()
        ? new String[0]
        : encoded.split("&", -1)) {
      int equals = pair.indexOf('=');
      parameters.put(
          URLDecoder.decode(pair.substring(0, equals), UTF_8),
          URLDecoder.decode(pair.substring(equals + 1), UTF_8));
    }
    return parameters;
  }

  private static void send(HttpExchange exchange, int status, Map<String, Object> document)
      throws IOException {
    send(exchange, new Reply(status, "application/json", JSONObjectUtils.toJSONString(document)));
  }

  private static void send(HttpExchange exchange, Reply reply) throws IOException {
    byte[] body = reply.body().getBytes(UTF_8);
    exchange.getResponseHeaders().add("Content-Type", reply.type());
    exchange.sendResponseHeaders(reply.status(), body.length == 0 ? -1 : body.length);
    if (body.length > 0) {
      exchange.getResponseBody().write(body);
    }
    exchange.close();
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
