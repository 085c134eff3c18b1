package io.gypsum.server.identity.oidc;

import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collections;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Set;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import io.gypsum.core.GypsumException;
import io.gypsum.server.settings.OidcSettings;
import org.jspecify.annotations.Nullable;

/**
 * Verifies signed tokens (JWTs) of a provider on this machine: signature, issuer, audience, type and times. Only
 * algorithms with a public key are accepted, so unsigned tokens, and tokens that are signed with the public key as a
 * shared secret, are refused. Thread-safe.
 */
public final class TokenVerifier {
  /** Maximum difference between the clocks of provider and server. */
  public static final Duration MAX_CLOCK_SKEW = Duration.ofSeconds(60);
  private static final Set<JWSAlgorithm> ALGORITHMS =
      Set.of(
          JWSAlgorithm.RS256, JWSAlgorithm.RS384, JWSAlgorithm.RS512, JWSAlgorithm.PS256,
          JWSAlgorithm.PS384, JWSAlgorithm.PS512, JWSAlgorithm.ES256, JWSAlgorithm.ES384,
          JWSAlgorithm.ES512);
  /** The claim {@code typ} of Keycloak's tokens that are neither access tokens nor ID tokens. */
  private static final Set<String> OTHER_TYPES = Set.of("Refresh", "Offline", "Logout");

  private final OidcSettings settings;
  private final InstantSource clock;
  private final DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();

  public TokenVerifier(OidcProvider provider, InstantSource clock) {
    this.settings = provider.settings();
    this.clock = clock;
    JWKSource<SecurityContext> keys = (selector, context) -> keys(provider, selector);
    processor.setJWSKeySelector(new JWSVerificationKeySelector<>(ALGORITHMS, keys));
    processor.setJWSTypeVerifier(
        new DefaultJOSEObjectTypeVerifier<>(
            JOSEObjectType.JWT, new JOSEObjectType("at+jwt"),
            new JOSEObjectType("application/at+jwt"), null));
    // The claims are verified below, with reasons for users.
    processor.setJWTClaimsSetVerifier(null);
  }

  private static List<JWK> keys(OidcProvider provider, JWKSelector selector) {
    List<JWK> known = selector.select(provider.keys());
    return known.isEmpty() ? selector.select(provider.reloadedKeys()) : known;
  }

  /** Returns whether a token has the form of a signed or unsigned JWT, so that it is verified here and nowhere else. */
  public static boolean isJwt(String token) {
    int first = token.indexOf('.');
    int second = token.indexOf('.', first + 1);
    return token.startsWith("eyJ") && second > 0 && token.indexOf('.', second + 1) < 0;
  }

  /**
   * Returns the claims of an access token or ID token with which a client calls the API.
   *
   * @throws GypsumException UNAUTHENTICATED when the token is invalid or for another audience; UNAVAILABLE when the keys of the
   *     provider cannot be loaded
   */
  public Map<String, Object> accessClaims(String token) {
    JWTClaimsSet claims = verify("access token", token);
    requireOwnAudience(claims.getAudience(), claims.getClaims());
    return claims.getClaims();
  }

  /**
   * Returns the claims of an access token that the provider issued together with an ID token of this server. Such a token may be
   * for another server, and need not be a signed token.
   *
   * @param subject of the ID token
   * @return no claims if the token cannot be verified here, or is not for this server
   * @throws GypsumException UNAVAILABLE as {@link #accessClaims}
   */
  public Map<String, Object> ownClaims(String token, String subject) {
    if (!isJwt(token)) {
      return Map.of();
    }
    try {
      Map<String, Object> claims = accessClaims(token);
      return subject.equals(claims.get("sub")) ? claims : Map.of();
    } catch (GypsumException e) {
      if (e.kind() != GypsumException.Kind.UNAUTHENTICATED) {
        throw e;
      }
      return Map.of();
    }
  }

  /**
   * Checks that a token, whose claims were verified or returned by the provider, was issued for this server.
   *
   * @throws GypsumException UNAUTHENTICATED otherwise
   */
  void requireOwnAudience(List<String> audience, Map<String, Object> claims) {
    boolean isOwn =
        settings.audiences().isEmpty()
            ? audience.stream().anyMatch(settings::isOwnClient) || isIssuedToOwnClient(claims)
            : !Collections.disjoint(audience, settings.audiences());
    if (!isOwn) {
      throw refused(
          "the access token was issued for another application: an administrator should check 'oidc-audience'");
    }
  }

  private boolean isIssuedToOwnClient(Map<String, Object> claims) {
    Object client = claims.get("azp") == null ? claims.get("client_id") : claims.get("azp");
    return client instanceof String id && settings.isOwnClient(id);
  }

  /**
   * Returns the claims of an ID token that the provider issued to this server.
   *
   * @param nonce the nonce of the sign-in; null for the token of a renewal
   * @throws GypsumException UNAUTHENTICATED, UNAVAILABLE as {@link #accessClaims}
   */
  public Map<String, Object> idClaims(String token, @Nullable String nonce) {
    JWTClaimsSet claims = verify("ID token", token);
    String client = settings.client().id();
    if (!claims.getAudience().contains(client)) {
      throw refused("the ID token was issued for another application");
    }
    Object party = claims.getClaim("azp");
    if (party != null && !party.equals(client)) {
      throw refused("the ID token was issued to another application");
    }
    if (nonce != null && !nonce.equals(claims.getClaim("nonce"))) {
      throw refused("the ID token belongs to another sign-in: sign in again");
    }
    return claims.getClaims();
  }

  private JWTClaimsSet verify(String what, String token) {
    JWTClaimsSet claims = verifySignature(what, token);
    requireValidTimes(what, claims);
    if (claims.getSubject() == null || claims.getSubject().isEmpty()) {
      throw refused("the " + what + " has no subject (claim 'sub')");
    }
    if (claims.getClaim("events") != null
        || OTHER_TYPES.contains(String.valueOf(claims.getClaim("typ")))) {
      throw refused("the token is not an access token or ID token");
    }
    if (claims.getClaim("cnf") != null) {
      throw refused("the " + what + " is bound to a key (DPoP or mTLS), which is not supported");
    }
    return claims;
  }

  private JWTClaimsSet verifySignature(String what, String token) {
    try {
      SignedJWT jwt = SignedJWT.parse(token);
      // First, so that no token of another provider causes keys to be loaded.
      if (!settings.issuer().equals(jwt.getJWTClaimsSet().getIssuer())) {
        throw refused(
            "the " + what + " was not issued by '" + settings.issuer() + "'");
      }
      return processor.process(jwt, null);
    } catch (ParseException | IllegalArgumentException e) {
      throw refused("the " + what + " is malformed, or is not signed");
    } catch (BadJOSEException | JOSEException e) {
      throw refused(
          "the signature of the " + what
              + " is not valid, or its type, algorithm or key is not accepted: sign in again");
    }
  }

  private void requireValidTimes(String what, JWTClaimsSet claims) {
    Instant now = clock.instant();
    Date expires = claims.getExpirationTime();
    if (expires == null) {
      throw refused("the " + what + " has no expiry (claim 'exp')");
    }
    if (!now.isBefore(expires.toInstant().plus(MAX_CLOCK_SKEW))) {
      throw refused("the " + what + " has expired: sign in again");
    }
    Instant latest = now.plus(MAX_CLOCK_SKEW);
    if (isAfter(claims.getNotBeforeTime(), latest) || isAfter(claims.getIssueTime(), latest)) {
      throw refused(
          "the " + what
              + " is not valid yet: the clocks of server and identity provider differ by more than "
              + MAX_CLOCK_SKEW.toSeconds() + " s");
    }
  }

  private static boolean isAfter(@Nullable Date time, Instant latest) {
    return time != null && time.toInstant().isAfter(latest);
  }

  private static GypsumException refused(String reason) {
    return GypsumException.unauthenticated(reason);
  }
}
