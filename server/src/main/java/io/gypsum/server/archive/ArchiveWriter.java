package io.gypsum.server.archive;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Iterator;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.zip.CRC32;

import io.gypsum.core.GypsumException;
import io.gypsum.core.concurrent.OnInterrupt;
import io.gypsum.core.concurrent.OrderedResults;
import io.gypsum.core.concurrent.ReadAhead;
import io.gypsum.core.name.Key;
import io.gypsum.server.archive.Archive.Content;
import io.gypsum.server.archive.Archive.Member;
import io.gypsum.server.compute.ComputeTurns;
import io.gypsum.store.ByteRange;
import io.gypsum.store.ReadStore;
import io.gypsum.store.StoredObject;
import io.gypsum.store.bucket.BucketReader;
import org.jspecify.annotations.Nullable;

/**
 * Writes one range of an archive. The checksum of a file follows its content, so most are computed while the content is
 * written; {@link #prepare} computes those of contents before the range. Used once, by one thread.
 */
public final class ArchiveWriter {
  /** Small, because a thousand slow clients may need a buffer at the same time. */
  private static final int BUFFER_BYTES = 32 * 1024;
  /** Maximum number of bytes that one turn reads. */
  private static final int TURN_BYTES = 4 * 1024 * 1024;

  private static final int COPY_BYTES = 8 * 1024;
  /** Contents up to this size are read ahead. */
  private static final int MAX_SMALL_BYTES = 64 * 1024;
  private static final OrderedResults.Bounds AHEAD = new OrderedResults.Bounds(16, 256 * 1024);
  private static final OnInterrupt ON_INTERRUPT =
      OnInterrupt.unavailable("reading the files of an archive was interrupted");

  private final Archive archive;
  private final ReadStore store;
  private final ContentChecksums cache;
  private final long from;
  private final long to;
  private final int[] checksums;
  private final BitSet known;
  /** If the range begins within a file: the checksum of the file's content up to there. */
  private final CRC32 partial = new CRC32();
  private int partialIndex = -1;

  /** @param bytes the content; null if it is not read ahead because it is large, empty, or not completely in the range */
  private record SmallContent(Member member, @Nullable ByteArrayOutputStream bytes) {}

  /** @param range not empty, within the archive */
  public ArchiveWriter(
      Archive archive, ByteRange range, ReadStore store, ContentChecksums cache) {
    this.archive = archive;
    this.store = store;
    this.cache = cache;
    this.from = range.offset();
    this.to = range.offset() + range.lengthBytes();
    this.checksums = new int[archive.memberCount()];
    this.known = new BitSet(archive.memberCount());
  }

  /**
   * Computes the checksums that belong to the range but whose contents precede it, which may require reading all these
   * contents.
   *
   * @param turns the turns of the request in the lane {@code reads}
   * @throws GypsumException as {@link ComputeTurns#run}; NOT_FOUND if a content does not exist
   */
  public void prepare(ComputeTurns turns) throws IOException {
    if (from == 0) {
      return;
    }
    for (Member member : turns.run(this::missing)) {
      boolean isPartial = member.contentOffset() < from && from < member.contentEnd();
      CRC32 checksum = isPartial ? partial : new CRC32();
      read(
          member, isPartial ? from - member.contentOffset() : member.entry().sizeBytes(), checksum,
          turns);
      if (isPartial) {
        partialIndex = member.index();
      } else {
        set(member, checksum);
      }
    }
  }

  /** Returns the members whose checksums are needed but neither known nor computed by {@link #write}. */
  private List<Member> missing() {
    List<Member> missing = new ArrayList<>();
    for (Iterator<Member> all = archive.members(); all.hasNext();) {
      Member member = all.next();
      if (isNeeded(member) && !isWrittenWhole(member)) {
        Content content = member.content();
        OptionalInt cached =
            content == null
                ? OptionalInt.of(0)
                : cache.find(content.md5(), member.entry().sizeBytes());
        if (cached.isPresent()) {
          set(member.index(), cached.getAsInt());
        } else {
          missing.add(member);
        }
      }
    }
    return missing;
  }

  private boolean isNeeded(Member member) {
    boolean isDescriptorInRange = member.end() > from && member.contentEnd() < to;
    return member.entry().hasDescriptor() && (isDescriptorInRange || to > archive.centralOffset());
  }

  private boolean isWrittenWhole(Member member) {
    return member.contentOffset() >= from && member.contentEnd() <= to;
  }

  /** Reads the first bytes of a content, one turn after the other. */
  private void read(Member member, long lengthBytes, CRC32 checksum, ComputeTurns turns)
      throws IOException {
    byte[] buffer = new byte[BUFFER_BYTES];
    try (StoredObject object = open(member, 0, lengthBytes)) {
      for (long left = lengthBytes; left > 0;) {
        long inTurn = Math.min(left, TURN_BYTES);
        turns.run(() -> {
          copy(object.body(), inTurn, buffer, OutputStream.nullOutputStream(), checksum, member);
          return inTurn;
        });
        left -= inTurn;
      }
    }
  }

  /** Writes the range. */
  public void write(OutputStream out) throws IOException {
    byte[] buffer = new byte[BUFFER_BYTES];
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Iterator<SmallContent> contents =
          new ReadAhead<>(
              archive.members(from, to), new SmallContents(), threads, AHEAD, ON_INTERRUPT);
      while (contents.hasNext()) {
        SmallContent content = contents.next();
        write(content.member(), content, buffer, out);
      }
    }
    if (to > archive.centralOffset()) {
      writeCentralDirectory(out);
    }
  }

  /** Reads small contents ahead, since a store behind a network takes longer to begin a response than to send it. */
  private final class SmallContents implements ReadAhead.Work<Member, SmallContent> {
    @Override
    public SmallContent compute(Member member) {
      if (isQuick(member)) {
        return new SmallContent(member, null);
      }
      ByteArrayOutputStream bytes = new ByteArrayOutputStream((int) member.entry().sizeBytes());
      try (StoredObject object = open(member, 0, member.entry().sizeBytes())) {
        copy(
            object.body(), member.entry().sizeBytes(), new byte[COPY_BYTES], bytes, null, member);
      } catch (IOException e) {
        throw BucketReader.readFailed(source(member), e);
      }
      return new SmallContent(member, bytes);
    }

    @Override
    public long weight(Member member) {
      return isQuick(member) ? 0 : member.entry().sizeBytes();
    }

    @Override
    public boolean isQuick(Member member) {
      return member.entry().sizeBytes() == 0 || member.entry().sizeBytes() > MAX_SMALL_BYTES
          || !isWrittenWhole(member);
    }
  }

  private void write(Member member, SmallContent content, byte[] buffer, OutputStream out)
      throws IOException {
    write(ZipRecords.localHeader(member.entry()), member.offset(), out);
    long start = Math.max(from, member.contentOffset());
    long end = Math.min(to, member.contentEnd());
    if (content.bytes() != null) {
      writeSmallContent(member, content.bytes().toByteArray(), out);
    } else if (start < end) {
      writeContent(member, start - member.contentOffset(), end - start, buffer, out);
    }
    if (member.entry().hasDescriptor() && member.contentEnd() < to) {
      write(
          ZipRecords.descriptor(member.entry(), checksums[member.index()]), member.contentEnd(),
          out);
    }
  }

  private void writeSmallContent(Member member, byte[] bytes, OutputStream out)
      throws IOException {
    if (!known.get(member.index())) {
      CRC32 checksum = new CRC32();
      checksum.update(bytes);
      set(member, checksum);
    }
    out.write(bytes);
  }

  private void writeContent(
      Member member, long offset, long lengthBytes, byte[] buffer, OutputStream out)
      throws IOException {
    boolean isToEnd = offset + lengthBytes == member.entry().sizeBytes();
    boolean isFromStart = offset == 0 || partialIndex == member.index();
    boolean isComputed = !known.get(member.index()) && isFromStart && isToEnd;
    CRC32 checksum = partialIndex == member.index() ? partial : new CRC32();
    try (StoredObject object = open(member, offset, lengthBytes)) {
      copy(object.body(), lengthBytes, buffer, out, isComputed ? checksum : null, member);
    }
    if (isComputed) {
      set(member, checksum);
    }
  }

  private void writeCentralDirectory(OutputStream out) throws IOException {
    long position = archive.centralOffset();
    for (Iterator<Member> all = archive.members(); all.hasNext() && position < to;) {
      Member member = all.next();
      byte[] header =
          ZipRecords.centralHeader(
              member.entry(), member.offset(), checksums[member.index()]);
      write(header, position, out);
      position += header.length;
    }
    write(archive.end().bytes(), position, out);
  }

  /** Writes the bytes that are in the range. The first of {@code bytes} is at {@code position} in the archive. */
  private void write(byte[] bytes, long position, OutputStream out) throws IOException {
    long start = Math.max(0, from - position);
    long end = Math.min(bytes.length, to - position);
    if (start < end) {
      out.write(bytes, (int) start, (int) (end - start));
    }
  }

  private static void copy(
      InputStream in, long lengthBytes, byte[] buffer, OutputStream out, @Nullable CRC32 checksum,
      Member member)
      throws IOException {
    for (long left = lengthBytes; left > 0;) {
      int count = in.read(buffer, 0, (int) Math.min(left, buffer.length));
      if (count < 0) {
        throw new EOFException("object '" + source(member) + "' ended before its size");
      }
      if (checksum != null) {
        checksum.update(buffer, 0, count);
      }
      out.write(buffer, 0, count);
      left -= count;
    }
  }

  private StoredObject open(Member member, long offset, long lengthBytes) {
    Key source = source(member);
    StoredObject object =
        store.get(source, new ByteRange(offset, lengthBytes))
            .orElseThrow(
                () -> GypsumException.notFound(
                    "object '" + source + "', which the archive contains, does not exist"));
    if (object.info().sizeBytes() != member.entry().sizeBytes()) {
      object.close();
      throw new GypsumException(
          GypsumException.Kind.CORRUPT,
          "object '" + source + "' does not have the size in the manifest");
    }
    return object;
  }

  private static Key source(Member member) {
    Content content = member.content();
    if (content == null) {
      throw new IllegalStateException("a directory has no content");
    }
    return content.source();
  }

  private void set(Member member, CRC32 checksum) {
    int value = (int) checksum.getValue();
    set(member.index(), value);
    Content content = member.content();
    if (content != null) {
      cache.add(content.md5(), member.entry().sizeBytes(), value);
    }
  }

  private void set(int index, int checksum) {
    checksums[index] = checksum;
    known.set(index);
  }
}
