package io.gypsum.server.identity.oidc;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/** Reads values of claims, whose types depend on the provider. Pure functions. */
public final class ClaimValues {
  private ClaimValues() {}

  /**
   * Returns the value of a claim; null if it is absent.
   *
   * @param name the name of a claim, or the names of nested objects with dots between them, such as {@code realm_access.roles}
   */
  public static @Nullable Object find(Map<String, Object> claims, String name) {
    Object value = claims.get(name);
    if (value != null) {
      return value;
    }
    @Nullable Object current = claims;
    for (String part : name.split("\\.", -1)) {
      current = current instanceof Map<?, ?> object ? object.get(part) : null;
    }
    return current;
  }

  /** Merges the claims of two sources about one user; if both contain a claim, the one of {@code first} is used. */
  public static Map<String, Object> combined(
      Map<String, Object> first, Map<String, Object> second) {
    Map<String, Object> all = new HashMap<>(second);
    first.forEach((name, value) -> {
      // Both claims must come from one response: the user may have changed the address in between.
      boolean isAddress = name.equals("email") || name.equals("email_verified");
      if (!isAddress || hasVerifiedAddress(first)) {
        all.put(name, value);
      }
    });
    return all;
  }

  private static boolean hasVerifiedAddress(Map<String, Object> claims) {
    return claims.containsKey("email") && claims.containsKey("email_verified");
  }

  /** Returns the texts of a claim: of an array, those of its items that are texts; of a text, itself. */
  public static List<String> texts(@Nullable Object claim) {
    if (claim instanceof String text) {
      return List.of(text);
    }
    return claim instanceof List<?> items
        ? items.stream().filter(String.class::isInstance).map(String.class::cast).toList()
        : List.of();
  }
}
