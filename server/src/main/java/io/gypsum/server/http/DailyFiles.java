package io.gypsum.server.http;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A text file per UTC day, {@code prefixYYYY-MM-DD.log}, in a directory that several processes may share; old ones are
 * deleted. Not thread-safe.
 */
final class DailyFiles implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(DailyFiles.class);
  private static final String SUFFIX = ".log";

  private final Path directory;
  private final String prefix;
  private final int keptDays;
  private @Nullable LocalDate day;
  private @Nullable FileChannel file;

  private DailyFiles(Path directory, String prefix, int keptDays) {
    this.directory = directory;
    this.prefix = prefix;
    this.keptDays = keptDays;
  }

  static DailyFiles open(Path directory, String prefix, int keptDays) throws IOException {
    Files.createDirectories(directory);
    return new DailyFiles(directory, prefix, keptDays);
  }

  /** Adds whole lines, in one write so that those of other processes do not end up inside them. */
  void append(Instant now, String lines) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(lines.getBytes(StandardCharsets.UTF_8));
    FileChannel target = fileOf(now.atZone(ZoneOffset.UTC).toLocalDate());
    while (bytes.hasRemaining()) {
      target.write(bytes);
    }
  }

  private FileChannel fileOf(LocalDate today) throws IOException {
    FileChannel open = file;
    if (open == null || !today.equals(day)) {
      close();
      open =
          FileChannel.open(
              directory.resolve(prefix + today + SUFFIX), StandardOpenOption.CREATE,
              StandardOpenOption.APPEND);
      file = open;
      day = today;
      deleteBefore(today.minusDays(keptDays));
    }
    return open;
  }

  private void deleteBefore(LocalDate first) throws IOException {
    try (DirectoryStream<Path> all = Files.newDirectoryStream(directory, prefix + "*" + SUFFIX)) {
      for (Path path : all) {
        LocalDate itsDay = dayOf(path.getFileName().toString());
        if (itsDay != null && itsDay.isBefore(first)) {
          Files.deleteIfExists(path);
        }
      }
    }
  }

  private @Nullable LocalDate dayOf(String name) {
    try {
      return LocalDate.parse(name.substring(prefix.length(), name.length() - SUFFIX.length()));
    } catch (DateTimeParseException e) {
      return null;
    }
  }

  @Override
  public void close() {
    FileChannel open = file;
    file = null;
    if (open != null) {
      try {
        open.close();
      } catch (IOException e) {
        LOG.warn("a log file cannot be closed", e);
      }
    }
  }
}
