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
 * The staged parts of one file of a session. Their keys contain their number and content ({@code 00001-{md5}}), so
 * sending a part again never changes the content of a key.
 *
 * @param staging the prefix of all parts of the file
 */
record StagedParts(Prefix staging, FileParts parts) {
  /** Maximum number of parts with one number: a second one shows that the file changed while it was sent. */
  private static final int MAX_PER_NUMBER = 2;

  /**
   * @param token the token of the whole file
   * @throws GypsumException INVALID if the file is not sent in parts
   */
  static StagedParts of(UploadToken token) {
    if (token.partBytes() == 0) {
      throw GypsumException
          .invalid("'" + token.file() + "' is not sent in parts; use its other URL");
    }
    ManifestEntry whole = new ManifestEntry(token.sizeBytes(), token.md5(), null);
    Prefix session = BucketLayout.staging(token.file().version().project(), token.session());
    return new StagedParts(
        prefix(whole, session), new FileParts(token.sizeBytes(), token.partBytes()));
  }

  /** Returns a key that is at least as long as those of all staged files and parts of a session. */
  static Key longestKey(Prefix session) {
    Md5 md5 = new Md5(0, 0);
    return new StagedParts(
        prefix(new ManifestEntry(Long.MAX_VALUE, md5, null), session), new FileParts(1, 1))
        .part(FileParts.MAX_PARTS, md5);
  }

  private static Prefix prefix(ManifestEntry whole, Prefix session) {
    return new Prefix(whole.stagedAt(session) + ".parts/");
  }

  Key part(int number, Md5 md5) {
    return new Key(ofNumber(number) + md5.toString());
  }

  private Prefix ofNumber(int number) {
    return new Prefix(staging + String.format(Locale.ROOT, "%05d-", number));
  }

  /** Returns true if no further content is accepted for this number; content that was received is always accepted. */
  boolean isFull(Store store, int number, Md5 md5) {
    List<Md5> received = sent(store, ofNumber(number)).getOrDefault(number, List.of());
    return received.size() >= MAX_PER_NUMBER && !received.contains(md5);
  }

  /** Returns the received parts by number; a number has several if it was sent with different content. */
  SortedMap<Integer, List<Md5>> sent(Store store) {
    return sent(store, staging);
  }

  private SortedMap<Integer, List<Md5>> sent(Store store, Prefix below) {
    SortedMap<Integer, List<Md5>> sent = new TreeMap<>();
    try (Stream<ObjectEntry> listing = store.list(below)) {
      listing.limit((long) MAX_PER_NUMBER * parts.count()).forEach(entry -> {
        String[] name = entry.text().substring(staging.value().length()).split("-", 2);
        sent.computeIfAbsent(Integer.valueOf(name[0]), number -> new ArrayList<>())
            .add(Md5.parse(name[1]));
      });
    }
    return sent;
  }
}
