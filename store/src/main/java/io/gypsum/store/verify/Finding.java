package io.gypsum.store.verify;

import io.gypsum.core.document.Step;
import io.gypsum.core.name.Key;
import org.jspecify.annotations.Nullable;

/**
 * A defect of a bucket.
 *
 * @param key the object concerned; a string, since it may not be a valid key
 * @param expected what should be stored, in words
 * @param found what is stored, in words
 * @param repair the write that repairs it, if the correct content follows from other documents; otherwise null
 */
public record Finding(
    FindingKind kind, String key, String expected, String found, @Nullable Step repair) {
  static Finding of(FindingKind kind, Key key, String expected, String found) {
    return new Finding(kind, key.value(), expected, found, null);
  }

  /** Returns a finding about an object that should not exist, outside of versions or with an unknown internal name. */
  static Finding unexpectedObject(Key key) {
    return key.isInternal()
        ? of(FindingKind.UNKNOWN_INTERNAL, key, "no such internal name", "an object")
        : of(
            FindingKind.STRAY_OBJECT, key, "files in versions only: project/asset/version/path",
            "an object outside of any version");
  }

  static Finding unreadable(Key key, String problem) {
    return of(FindingKind.UNREADABLE_DOCUMENT, key, "a valid document", problem);
  }

  /** Returns whether the correct content follows from other documents. */
  public boolean isRepairable() {
    return repair != null;
  }
}
