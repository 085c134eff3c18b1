package io.gypsum.client.store;

import java.util.Optional;

import io.gypsum.client.failure.RequestFailedException;
import io.gypsum.client.http.ClientRequest;
import io.gypsum.client.http.HttpErrors;
import io.gypsum.core.GypsumException;
import io.gypsum.core.name.Key;
import io.gypsum.core.name.Prefix;
import io.gypsum.store.ListEntry;
import io.gypsum.store.ListRequest;

/** What the texts of a listing stand for. */
record ListedNames(ClientRequest call, ListRequest request) {
  private static final System.Logger LOG = System.getLogger("io.gypsum.client");

  /**
   * Empty for a name that no gypsum server takes, put into the bucket past it.
   *
   * @throws RequestFailedException when the server was not asked for that
   */
  Optional<ListEntry> entry(String text) {
    String prefix = request.prefix().value();
    if (!text.startsWith(prefix)) {
      throw HttpErrors.unexpectedResponse(
          call.action(),
          "expected something that starts with '" + prefix + "', found '" + text + "'");
    }
    if (!request.recursive() && text.endsWith("/") && text.length() > prefix.length()) {
      return Optional.of(new ListEntry.PrefixEntry(new Prefix(text)));
    }
    try {
      return Optional.of(new ListEntry.ObjectEntry(new Key(text)));
    } catch (GypsumException e) {
      LOG.log(System.Logger.Level.DEBUG, () -> call.action() + ": left out: " + e.reason());
      return Optional.empty();
    }
  }
}
