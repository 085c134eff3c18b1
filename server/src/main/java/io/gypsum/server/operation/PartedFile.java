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
import io.gypsum.core.name.BucketLayout;
import io.gypsum.core.name.Key;
import io.gypsum.core.name.Prefix;
import io.gypsum.store.ListEntry.ObjectEntry;
import io.gypsum.store.Store;

/**
 * Where the parts of one file of a session arrive: below a place for this content, by number and content
 * ({@code 00001-{md5}}). So no name ever stands for other bytes, whoever sends them again and when.
 */
record PartedFile(Prefix arrivals, FileParts parts) {
  /** Of one number that may be there: a file that changed while it was sent is noticed by the second one. */
  private static final int MOST_OF_A_NUMBER = 2;

  /**
   * @param ticket of the whole file
   * @throws GypsumException INVALID when it is not sent in parts
   */
  static PartedFile of(Ticket ticket) {
    if (ticket.partBytes() == 0) {
      throw GypsumException
          .invalid("'" + ticket.file() + "' is not sent in parts: use its other address");
    }
    ManifestEntry whole = new ManifestEntry(ticket.sizeBytes(), ticket.md5(), null);
    Prefix session = BucketLayout.staging(ticket.file().version().project(), ticket.session());
    return new PartedFile(
        new Prefix(whole.stagedAt(session) + ".parts/"),
        new FileParts(ticket.sizeBytes(), ticket.partBytes()));
  }

  Key part(int number, Md5 md5) {
    return new Key(ofNumber(number) + md5.toString());
  }

  private Prefix ofNumber(int number) {
    return new Prefix(arrivals + String.format(Locale.ROOT, "%05d-", number));
  }

  /** Whether one more of that number would be too many, unless it is there already. */
  boolean isFull(Store store, int number, Md5 md5) {
    List<Md5> there = sent(store, ofNumber(number)).getOrDefault(number, List.of());
    return there.size() >= MOST_OF_A_NUMBER && !there.contains(md5);
  }

  /** The parts that are there, by number; several of one number when it was sent with different bytes. */
  SortedMap<Integer, List<Md5>> sent(Store store) {
    return sent(store, arrivals);
  }

  private SortedMap<Integer, List<Md5>> sent(Store store, Prefix below) {
    SortedMap<Integer, List<Md5>> sent = new TreeMap<>();
    try (Stream<ObjectEntry> listing = store.list(below)) {
      listing.limit((long) MOST_OF_A_NUMBER * parts.count()).forEach(entry -> {
        String[] name = entry.text().substring(arrivals.value().length()).split("-", 2);
        sent.computeIfAbsent(Integer.valueOf(name[0]), number -> new ArrayList<>())
            .add(Md5.parse(name[1]));
      });
    }
    return sent;
  }
}
