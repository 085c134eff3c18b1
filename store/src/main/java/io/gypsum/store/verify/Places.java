package io.gypsum.store.verify;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;

import io.gypsum.core.GypsumException;
import io.gypsum.core.name.Key;
import io.gypsum.core.name.Prefix;
import io.gypsum.store.ListEntry;
import io.gypsum.store.ReadStore;
import org.jspecify.annotations.Nullable;

/** What a level of the bucket holds above its versions: names, and documents that belong there. */
record Places(ReadStore store, Findings findings) {
  /**
   * The names one level below {@code above}, in order; tells of everything there that is neither a name nor one of {@code
   * documents}.
   */
  <T> List<T> names(Prefix above, List<Key> documents, Function<String, T> name) {
    return names(above, documents, name, this::tellBelow);
  }

  /** As above, but leaves internal names to {@code internal}. */
  <T> List<T> names(
      Prefix above, List<Key> documents, Function<String, T> name, Consumer<Prefix> internal) {
    List<T> names = new ArrayList<>();
    try (Stream<ListEntry> level = store.listLevel(above)) {
      level.forEach(entry -> {
        if (entry instanceof ListEntry.ObjectEntry object) {
          if (!documents.contains(object.key())) {
            tellStray(object.key());
          }
        } else {
          T found = nameOrTell(entry.text(), above, name, internal);
          if (found != null) {
            names.add(found);
          }
        }
      });
    }
    return names;
  }

  private <T> @Nullable T nameOrTell(
      String text, Prefix above, Function<String, T> name, Consumer<Prefix> internal) {
    String part = text.substring(above.value().length(), text.length() - 1);
    if (part.startsWith("..")) {
      internal.accept(new Prefix(text));
      return null;
    }
    try {
      return name.apply(part);
    } catch (GypsumException e) {
      findings.tell(
          new Finding(
              FindingKind.IMPOSSIBLE_NAME, text, "a name that a server takes", e.reason(), null));
      return null;
    }
  }

  private void tellBelow(Prefix prefix) {
    try (Stream<ListEntry.ObjectEntry> all = store.list(prefix)) {
      all.forEach(object -> tellStray(object.key()));
    }
  }

  void tellStray(Key key) {
    findings.tell(
        key.isInternal()
            ? Finding.of(FindingKind.UNKNOWN_INTERNAL, key, "no such internal name", "an object")
            : Finding.of(
                FindingKind.STRAY_OBJECT, key, "files in versions only: project/asset/version/path",
                "an object outside of any version"));
  }
}
