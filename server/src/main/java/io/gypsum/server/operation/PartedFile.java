package io.gypsum.server.operation;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

import io.gypsum.core.GypsumException;
import io.gypsum.core.document.FileParts;
import io.gypsum.core.document.ManifestEntry;
import io.gypsum.core.document.Md5;
import io.gypsum.core.name.Key;
import io.gypsum.core.name.Layout;
import io.gypsum.core.name.Prefix;
import io.gypsum.store.ListEntry;
import io.gypsum.store.ListRequest;
import io.gypsum.store.Store;

/**
 * Where the parts of one file of a session arrive: below a place for this content and this size of parts, by number and
 * content ({@code 00001-{md5}}). So no name ever stands for other bytes, whoever sends them again and when.
 */
record PartedFile(Prefix arrivals, FileParts parts) {
  /**
   * @param ticket of the whole file
   * @throws GypsumException INVALID when it cannot be sent in parts of that size
   */
  static PartedFile of(Ticket ticket, long partBytes) {
    FileParts parts;
    try {
      parts = new FileParts(ticket.sizeBytes(), partBytes);
    } catch (IllegalArgumentException e) {
      throw new GypsumException(
          GypsumException.Kind.INVALID,
          "'" + ticket.file() + "' cannot be sent in parts: " + e.getMessage(), e);
    }
    ManifestEntry whole = new ManifestEntry(ticket.sizeBytes(), ticket.md5(), null);
    Prefix session = Layout.arrivals(ticket.file().version().project(), ticket.session());
    return new PartedFile(
        new Prefix(whole.arrivedAt(session) + ".parts-" + partBytes + "/"), parts);
  }

  Key part(int number, Md5 md5) {
    return new Key(arrivals + String.format(Locale.ROOT, "%05d-%s", number, md5));
  }

  /** The parts that are there, by number; several of one number when it was sent with different bytes. */
  SortedMap<Integer, List<Md5>> sent(Store store) {
    SortedMap<Integer, List<Md5>> sent = new TreeMap<>();
    try (Stream<ListEntry> listing = store.list(ListRequest.everything(arrivals))) {
      listing.forEach(entry -> {
        String[] name = entry.text().substring(arrivals.value().length()).split("-", 2);
        sent.computeIfAbsent(Integer.valueOf(name[0]), number -> new ArrayList<>())
            .add(Md5.parse(name[1]));
      });
    }
    return sent;
  }
}
