package io.gypsum.store;

import io.gypsum.core.name.Prefix;
import org.jspecify.annotations.Nullable;

/**
 * What to list.
 *
 * @param prefix what every key starts with; need not end at a {@code /}
 * @param recursive true for every key; false for one level: keys without a further {@code /} after the prefix, and for
 *     the others their beginning up to and including that {@code /}, each once
 * @param startAfter only what sorts after this text (by UTF-8 bytes, strictly), or null for all
 */
public record ListRequest(Prefix prefix, boolean recursive, @Nullable String startAfter) {
  public static ListRequest everything(Prefix prefix) {
    return new ListRequest(prefix, true, null);
  }

  public static ListRequest oneLevel(Prefix prefix) {
    return new ListRequest(prefix, false, null);
  }
}
