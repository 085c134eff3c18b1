package io.gypsum.server.identity.oidc;

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
