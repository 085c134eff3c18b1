package io.gypsum.store.verify;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.function.Function;

import io.gypsum.core.json.JsonInput;
import io.gypsum.core.json.MalformedJsonException;
import io.gypsum.core.name.Key;
import io.gypsum.core.retry.CallOutcome;
import io.gypsum.store.ByteRange;
import io.gypsum.store.ReadStore;
import io.gypsum.store.StoreException;
import io.gypsum.store.StoredObject;
import org.jspecify.annotations.Nullable;

/**
 * What came of reading a document.
 *
 * @param document null when it is not there or cannot be read
 * @param problem why it cannot be read, or null
 */
record Read<T>(@Nullable T document, @Nullable String problem) {
  static <T> Read<T> of(ReadStore store, Key key, Function<JsonInput, T> reader) {
    Optional<StoredObject> found = store.get(key, ByteRange.ALL);
    if (found.isEmpty()) {
      return new Read<>(null, null);
    }
    try (StoredObject object = found.get(); InputStream body = object.body()) {
      return new Read<>(JsonInput.read(body, reader), null);
    } catch (MalformedJsonException e) {
      return new Read<>(null, e.problem());
    } catch (IOException | UncheckedIOException e) {
      throw failed(key, e);
    }
  }

  static StoreException failed(Key key, Exception cause) {
    return new StoreException(
        "reading '" + key + "' failed: try again", CallOutcome.NOT_DONE, true, cause);
  }

  /** The document; otherwise tells what is wrong, and gives null. */
  @Nullable
  T orTell(Findings findings, Key key, FindingKind whenMissing) {
    if (document == null) {
      findings.tell(complaint(key, whenMissing));
    }
    return document;
  }

  private Finding complaint(Key key, FindingKind whenMissing) {
    return problem == null
        ? Finding.of(whenMissing, key, "a document", "nothing")
        : Finding.of(FindingKind.UNREADABLE_DOCUMENT, key, "a document of its kind", problem);
  }
}
