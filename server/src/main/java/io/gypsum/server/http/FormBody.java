package io.gypsum.server.http;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import io.gypsum.core.GypsumException;
import io.gypsum.core.PercentEncoding;
import io.gypsum.core.Printable;
import org.jspecify.annotations.Nullable;

/**
 * The fields of an HTML form that a browser sent ({@code application/x-www-form-urlencoded}). Immutable.
 *
 * @param fields the values of each field in the order of the form; every field has at least one
 */
public record FormBody(Map<String, List<String>> fields) {
  static final FormBody EMPTY = new FormBody(Map.of());
  static final int MAX_VALUES = 10_000;
  private static final String TYPE = "application/x-www-form-urlencoded";

  public FormBody {
    Map<String, List<String>> copy = new LinkedHashMap<>();
    fields.forEach((name, values) -> copy.put(name, List.copyOf(values)));
    // Unlike that of Map.copyOf, this map remains fast if all names have the same hash.
    fields = Collections.unmodifiableMap(copy);
  }

  /** @throws GypsumException INVALID unless a request with this {@code Content-Type} contains a form */
  static void requireForm(@Nullable String contentType) {
    if (!isForm(contentType)) {
      String type = type(contentType);
      throw GypsumException.invalid(
          "the request contains no form: expected the content type '" + TYPE + "', found '"
              + Printable.value(type) + "'");
    }
  }

  /** Returns whether a request with this {@code Content-Type} contains a form. */
  public static boolean isForm(@Nullable String contentType) {
    return type(contentType).toLowerCase(Locale.ROOT).equals(TYPE);
  }

  private static String type(@Nullable String contentType) {
    return contentType == null ? "" : contentType.split(";", 2)[0].strip();
  }

  /** @throws GypsumException INVALID when a field is malformed, or there are more than {@link #MAX_VALUES} */
  static FormBody parse(byte[] body) {
    // Browsers encode all other characters.
    String text = new String(body, StandardCharsets.UTF_8);
    Map<String, List<String>> fields = new LinkedHashMap<>();
    int count = 0;
    for (int start = 0; start < text.length();) {
      int end = text.indexOf('&', start);
      end = end < 0 ? text.length() : end;
      if (end > start) {
        if (++count > MAX_VALUES) {
          throw GypsumException.invalid(
              "the form has too many fields: expected at most " + MAX_VALUES);
        }
        int equals = text.indexOf('=', start, end);
        int nameEnd = equals < 0 ? end : equals;
        fields.computeIfAbsent(decode(text.substring(start, nameEnd)), name -> new ArrayList<>(1))
            .add(decode(text.substring(Math.min(nameEnd + 1, end), end)));
      }
      start = end + 1;
    }
    return new FormBody(fields);
  }

  private static String decode(String text) {
    return PercentEncoding.decode(text, true);
  }

  /** Returns the first value of a field; empty when the form does not contain it. */
  public String text(String name) {
    return texts(name).stream().findFirst().orElse("");
  }

  /** Returns all values of a field; empty when the form does not contain it. */
  public List<String> texts(String name) {
    return fields.getOrDefault(name, List.of());
  }

  /** Returns whether the form contains a field, as it does for a check box only if it is checked. */
  public boolean contains(String name) {
    return fields.containsKey(name);
  }
}
