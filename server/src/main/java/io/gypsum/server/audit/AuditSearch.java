package io.gypsum.server.audit;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Finds the newest events of an audit log while servers write it. Files are read backwards, so the time does not depend on the
 * size of the log; a search reads at most a maximum number of bytes, after which another one can continue. Not thread-safe.
 */
public final class AuditSearch {
  /** Maximum number of bytes that a search reads by default, those of about 60,000 events. */
  public static final int MAX_BYTES = 16 * 1024 * 1024;
  private static final int BLOCK_BYTES = 256 * 1024;
  /** Longer lines are not written, so they are the result of a crash. */
  static final int MAX_LINE_BYTES = 2 * AuditFiles.MAX_WRITE_BYTES;

  private final AuditFilter filter;
  private final int limit;
  private final List<Found> found = new ArrayList<>();
  private long bytesLeft;
  private @Nullable String oldestLine;

  private AuditSearch(AuditFilter filter, int limit, long maxBytes) {
    this.filter = filter;
    this.limit = limit;
    this.bytesLeft = maxBytes;
  }

  /**
   * A place between two events.
   *
   * @param file the number of a file
   * @param offset all events before this byte are older
   */
  public record Position(long file, long offset) {}

  /**
   * The events that were found, newest first.
   *
   * @param next where to continue with older events; null if there are none
   * @param searchedTo the time of the oldest event that was read; null if none was
   */
  public record Result(
      List<AuditEvent> events, @Nullable Position next, @Nullable Instant searchedTo) {
    public Result {
      events = List.copyOf(events);
    }
  }

  private record Found(AuditEvent event, Position start) {}

  /**
   * Returns the newest events that a filter selects. Lines that are not events, such as those that a crash has cut, are ignored.
   *
   * @param data the data directory
   * @param before only events before this position; null for all
   * @param limit maximum number of events; a result with fewer events is complete only if its {@code next} is null
   * @throws IOException if a file cannot be read
   */
  public static Result newest(
      Path data, AuditFilter filter, @Nullable Position before, int limit) throws IOException {
    return newest(data, filter, before, limit, MAX_BYTES);
  }

  /** @param maxBytes more than {@link #MAX_LINE_BYTES}, so that each search makes progress */
  static Result newest(
      Path data, AuditFilter filter, @Nullable Position before, int limit, long maxBytes)
      throws IOException {
    AuditSearch search = new AuditSearch(filter, limit, maxBytes);
    Position next = null;
    for (Path file : AuditFiles.list(data).reversed()) {
      long number = AuditFiles.number(file);
      if (before == null || number <= before.file()) {
        long end = before != null && number == before.file() ? before.offset() : Long.MAX_VALUE;
        next = search.read(file, number, end);
        if (next != null) {
          break;
        }
      }
    }
    return search.result(next);
  }

  /** Returns where to continue after the maximum number of bytes; null at the start of the file, and if enough was found. */
  private @Nullable Position read(Path file, long number, long before) throws IOException {
    try (FileChannel channel = FileChannel.open(file)) {
      long start = Math.min(before, channel.size());
      // The beginning of the line whose end was read already.
      byte[] rest = new byte[0];
      while (start > 0) {
        if (isComplete() || bytesLeft <= 0) {
          return new Position(number, start + rest.length);
        }
        int size = (int) Math.min(Math.min(BLOCK_BYTES, start), bytesLeft);
        byte[] block = block(channel, start - size, size, rest);
        start -= size;
        bytesLeft -= size;
        rest = takeLines(block, number, start);
      }
      add(text(rest, 0, rest.length), new Position(number, 0));
      return isComplete() ? new Position(number, 0) : null;
    } catch (NoSuchFileException e) {
      // A server has deleted the file, as the oldest one, since it was listed.
      return null;
    }
  }

  private static byte[] block(FileChannel channel, long start, int size, byte[] rest)
      throws IOException {
    ByteBuffer block = ByteBuffer.allocate(size + rest.length).limit(size);
    while (block.hasRemaining() && channel.read(block, start + block.position()) > 0) {
      // Reads on.
    }
    block.clear().position(size);
    block.put(rest);
    return block.array();
  }

  /** Adds the events of all lines whose start is in the block, and returns the bytes before the first line break. */
  private byte[] takeLines(byte[] block, long number, long start) {
    int end = filter.maySelect(text(block, 0, block.length))
        ? addLines(block, number, start)
        : skipLines(block);
    if (end > MAX_LINE_BYTES) {
      add(text(block, 0, end), new Position(number, start));
      end = 0;
    }
    return Arrays.copyOf(block, end);
  }

  private int addLines(byte[] block, long number, long start) {
    int end = block.length;
    for (int i = block.length - 1; i >= 0 && !isComplete(); i--) {
      if (block[i] == '\n') {
        add(text(block, i + 1, end), new Position(number, start + i + 1));
        end = i;
      }
    }
    return end;
  }

  /** Skips lines of which none is selected: most of a log, if the filter selects few events. */
  private int skipLines(byte[] block) {
    int first = lineEnd(block, 0);
    if (first + 1 < block.length) {
      oldestLine = text(block, first + 1, lineEnd(block, first + 1));
    }
    return first;
  }

  private static int lineEnd(byte[] block, int from) {
    int i = from;
    while (i < block.length && block[i] != '\n') {
      i++;
    }
    return i;
  }

  /** Decoding ISO 8859-1 never fails, even if a crash has corrupted the file. */
  private static String text(byte[] bytes, int start, int end) {
    return new String(bytes, start, end - start, StandardCharsets.ISO_8859_1);
  }

  private void add(String line, Position start) {
    if (line.isEmpty()) {
      return;
    }
    oldestLine = line;
    if (filter.maySelect(line)) {
      AuditEvent event = AuditReader.parse(line);
      if (event != null && filter.selects(event)) {
        found.add(new Found(event, start));
      }
    }
  }

  /** One event more than the limit shows that there are more. */
  private boolean isComplete() {
    return found.size() > limit;
  }

  private Result result(@Nullable Position next) {
    List<AuditEvent> events =
        found.stream().limit(limit).map(Found::event).toList();
    AuditEvent oldest = oldestLine == null ? null : AuditReader.parse(oldestLine);
    return new Result(
        events, isComplete() ? found.get(limit - 1).start() : next,
        oldest == null ? null : oldest.time());
  }
}
