package io.gypsum.server.audit;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.gypsum.server.data.DataDirectory;
import io.gypsum.store.disk.DurableFiles;
import org.jspecify.annotations.Nullable;

/**
 * The files {@code audit/audit-NUMBER.jsonl} of a data directory. Lines are appended to the file with the highest number; when
 * it is full, the next file is created and the oldest ones are deleted. Any number of processes of one machine may append:
 * each line is appended by one write. A crash may leave an incomplete line; readers find the events after it.
 *
 * <p>Not thread-safe, apart from {@link #list}.
 */
public final class AuditFiles implements AuditLog.Destination {
  /** The subdirectory of the data directory. */
  public static final String DIRECTORY = "audit";
  private static final Pattern NAME = Pattern.compile("audit-(\\d{1,12})\\.jsonl");
  /** Longer than any line; smaller than the smallest permitted file. */
  static final int MAX_WRITE_BYTES = 32 * 1024;

  private final DataDirectory data;
  private final long maxFileBytes;
  private final int maxFiles;
  private @Nullable FileChannel channel;
  private long number;
  /** Whether the file may end with an incomplete line. */
  private boolean isTorn;

  /**
   * @param maxFileBytes maximum size of a file
   * @param maxFiles maximum number of files, at least 2
   */
  public AuditFiles(DataDirectory data, long maxFileBytes, int maxFiles) {
    this.data = data;
    this.maxFileBytes = maxFileBytes;
    this.maxFiles = maxFiles;
  }

  /**
   * Returns the files for a program that only appends and never starts a new file, since the limits are settings of the server.
   */
  public static AuditFiles unlimited(DataDirectory data) {
    return new AuditFiles(data, Long.MAX_VALUE, Integer.MAX_VALUE);
  }

  /** Returns the files of a data directory, oldest first; empty if none exists. */
  static List<Path> list(Path data) throws IOException {
    List<Path> files = new ArrayList<>();
    Path directory = data.resolve(DIRECTORY);
    try (DirectoryStream<Path> names = Files.newDirectoryStream(directory)) {
      for (Path file : names) {
        if (number(file) > 0) {
          files.add(file);
        }
      }
    } catch (NoSuchFileException | NotDirectoryException e) {
      return List.of();
    }
    files.sort((a, b) -> Long.compare(number(a), number(b)));
    return files;
  }

  static long number(Path file) {
    Matcher name = NAME.matcher(String.valueOf(file.getFileName()));
    return name.matches() ? Long.parseLong(name.group(1)) : 0;
  }

  /** Appends lines and makes them durable. See {@link #append(Deque)}. */
  public void append(AuditEvent event) throws IOException {
    Deque<String> lines = new ArrayDeque<>();
    lines.add(event.line());
    append(lines);
  }

  /**
   * Appends lines, removes the written ones from {@code lines}, and makes them durable.
   *
   * @param lines in ASCII, each with its line terminator
   * @throws IOException if the disk fails; the remaining lines were not written completely. If no line remains, the last ones
   *     may be lost in a power failure
   */
  @Override
  public void append(Deque<String> lines) throws IOException {
    while (!lines.isEmpty()) {
      FileChannel file = openFor(lines.getFirst().length());
      write(file, lines);
      file.force(false);
    }
  }

  /** Writes as many lines as the file has space for, at least one, in one write. */
  private void write(FileChannel file, Deque<String> lines) throws IOException {
    long space = Math.min(maxFileBytes - file.size(), MAX_WRITE_BYTES);
    StringBuilder text = new StringBuilder();
    if (isTorn) {
      text.append('\n');
    }
    int prefix = text.length();
    for (String line : lines) {
      if (text.length() > prefix && text.length() + line.length() > space) {
        break;
      }
      text.append(line);
    }
    ByteBuffer bytes = ByteBuffer.wrap(text.toString().getBytes(StandardCharsets.US_ASCII));
    try {
      while (bytes.hasRemaining()) {
        file.write(bytes);
      }
      isTorn = false;
    } catch (IOException e) {
      isTorn = true;
      throw e;
    } finally {
      int written = bytes.position() - prefix;
      while (!lines.isEmpty() && written >= lines.getFirst().length()) {
        written -= lines.removeFirst().length();
      }
    }
  }

  /** Returns the current file; starts the next one if {@code bytes} do not fit. */
  private FileChannel openFor(int bytes) throws IOException {
    FileChannel current = channel;
    if (current == null || Files.exists(file(number + 1)) || !Files.exists(file(number))) {
      // The first write, or another process has started a new file, or this file was deleted.
      List<Path> files = list(data.path());
      current = open(files.isEmpty() ? 1 : number(files.getLast()));
    }
    if (current.size() > 0 && current.size() + bytes + (isTorn ? 1 : 0) > maxFileBytes) {
      current = open(number + 1);
      deleteOld();
    }
    return current;
  }

  private FileChannel open(long newNumber) throws IOException {
    close();
    FileChannel opened = data.openForAppending(DIRECTORY, name(newNumber));
    channel = opened;
    number = newNumber;
    isTorn = opened.size() > 0 && !endsWithLine(file(newNumber), opened.size());
    return opened;
  }

  private static boolean endsWithLine(Path file, long size) throws IOException {
    try (FileChannel reader = FileChannel.open(file)) {
      ByteBuffer last = ByteBuffer.allocate(1);
      return reader.read(last, size - 1) == 1 && last.get(0) == '\n';
    }
  }

  private void deleteOld() throws IOException {
    List<Path> files = list(data.path());
    for (Path old : files.subList(0, Math.max(0, files.size() - maxFiles))) {
      Files.deleteIfExists(old);
    }
    DurableFiles.syncDirectory(data.path().resolve(DIRECTORY));
  }

  private Path file(long ofNumber) {
    return data.path().resolve(DIRECTORY).resolve(name(ofNumber));
  }

  private static String name(long ofNumber) {
    return String.format("audit-%06d.jsonl", ofNumber);
  }

  @Override
  public void close() throws IOException {
    FileChannel open = channel;
    channel = null;
    if (open != null) {
      open.close();
    }
  }
}
