package io.gypsum.server.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.gypsum.core.name.Key;
import io.gypsum.core.name.Prefix;
import io.gypsum.store.ByteRange;
import io.gypsum.store.Content;
import io.gypsum.store.ListEntry.ObjectEntry;
import io.gypsum.store.PutCondition;
import io.gypsum.store.PutResult;
import io.gypsum.store.Store;
import io.gypsum.store.StoredObject;

/** Every key of a store and its bytes, without the internal changes of documents, of which each attempt adds one. */
public final class BucketState {
  /** What catalogues read again; CatalogCrashTest checks what depends on these entries. */
  private static final Pattern INTERNAL_CHANGE =
      Pattern.compile("\"type\":\"(create-project|set-permissions|set-quota|refresh-\\w+)\"");

  private BucketState() {}

  /** Returns bytes as characters of the same value. */
  public static SortedMap<String, String> of(Store store) {
    List<Key> keys;
    try (Stream<ObjectEntry> listing = store.list(Prefix.ALL)) {
      keys = listing.map(ObjectEntry::key).toList();
    }
    SortedMap<String, String> state = new TreeMap<>();
    for (Key key : keys) {
      String content = content(store, key);
      if (!key.value().startsWith("..changes/") || !INTERNAL_CHANGE.matcher(content).find()) {
        state.put(key.value(), content);
      }
    }
    return state;
  }

  /**
   * Returns the state without values that depend on the time of a crash: upload times, log names, lock contents and announcements of
   * uploads.
   */
  public static SortedMap<String, String> normalized(Store store) {
    SortedMap<String, String> state = new TreeMap<>();
    List<String> logs = new ArrayList<>();
    for (Map.Entry<String, String> object : of(store).entrySet()) {
      String key = object.getKey();
      if (key.startsWith("..changes/") && object.getValue().contains("start-version")) {
        // Remains without effect when the upload ends; each attempt adds one.
        continue;
      }
      if (key.startsWith("..logs/") || key.startsWith("..changes/")) {
        logs.add(object.getValue());
      } else if (key.endsWith("/..LOCK")) {
        state.put(key, "a lock");
      } else if (key.endsWith("/..summary")) {
        state.put(
            key,
            object.getValue()
                .replaceAll("\"upload_(start|finish)\":\"[^\"]*\"", "\"upload_$1\":\"…\""));
      } else {
        state.put(key, object.getValue());
      }
    }
    Collections.sort(logs);
    for (int i = 0; i < logs.size(); i++) {
      state.put("..logs/" + i, logs.get(i));
    }
    return state;
  }

  public static String content(Store store, Key key) {
    try (StoredObject object = store.get(key, ByteRange.ALL).orElseThrow();
        InputStream body = object.body()) {
      return new String(body.readAllBytes(), StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Writes an object without any checks. */
  public static void put(Store store, String key, String content) {
    PutResult _ = store.put(new Key(key), Content.of(content), PutCondition.OVERWRITE);
  }

  /** Writes the state that {@link #of} returned. */
  public static void write(SortedMap<String, String> state, Store to) {
    state.forEach(
        (key, content) -> {
          PutResult _ =
              to.put(
                  new Key(key), Content.of(content.getBytes(StandardCharsets.ISO_8859_1)),
                  PutCondition.OVERWRITE);
        });
  }
}
