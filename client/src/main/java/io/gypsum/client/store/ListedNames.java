package io.gypsum.client.store;

import java.util.Optional;

import io.gypsum.client.failure.RequestFailedException;
import io.gypsum.client.http.ClientRequest;
import io.gypsum.client.http.HttpErrors;
import io.gypsum.core.GypsumException;
import io.gypsum.core.name.Key;
import io.gypsum.core.name.Prefix;
import io.gypsum.store.ListEntry;
import io.gypsum.store.ListEntry.ObjectEntry;

/** What the texts of a listing stand for. */
record ListedNames(ClientRequest call, Prefix prefix) {
  private static final System.Logger LOG = System.getLogger("io.gypsum.client");

  /**
   * Returns the object of a recursive listing; empty for a name that is not a valid key.
   *
   * @throws RequestFailedException when the text does not start with the requested prefix
   */
  Optional<ObjectEntry> object(String text) {
    requirePrefix(text);
    try {
      return Optional.of(new ObjectEntry(new Key(text)));
    } catch (GypsumException e) {
      LOG.log(System.Logger.Level.DEBUG, () -> call.action() + ": left out: " + e.reason());
      return Optional.empty();
    }
  }

  /** Returns the entry of a one-level listing; otherwise as {@link #object}. */
  Optional<ListEntry> entry(String text) {
    if (text.endsWith("/") && text.length() > prefix.value().length()) {
      requirePrefix(text);
      return Optional.of(new ListEntry.PrefixEntry(new Prefix(text)));
    }
    return object(text).map(object -> object);
  }

  private void requirePrefix(String text) {
    if (!text.startsWith(prefix.value())) {
      throw HttpErrors.unexpectedResponse(
          call.action(),
          "expected something that starts with '" + prefix + "', found '" + text + "'");
    }
  }
}
