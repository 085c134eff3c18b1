package io.gypsum.store.verify;

import io.gypsum.core.document.Step;
import io.gypsum.core.name.Key;
import org.jspecify.annotations.Nullable;

/**
 * Something that is wrong.
 *
 * @param key where; a text, since it may be one that no key can be
 * @param expected what should be there, in words
 * @param found what is there, in words
 * @param mend the write that puts it right, where that follows from other documents; otherwise null
 */
public record Finding(
    FindingKind kind, String key, String expected, String found, @Nullable Step mend) {
  static Finding of(FindingKind kind, Key key, String expected, String found) {
    return new Finding(kind, key.value(), expected, found, null);
  }

  /** Whether it follows from other documents what should be there. */
  public boolean isRepairable() {
    return mend != null;
  }
}
