package io.gypsum.server.audit;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.function.Consumer;

import io.gypsum.core.json.MalformedJsonException;
import org.jspecify.annotations.Nullable;

/** Reads the audit log of a data directory while servers write it. */
public final class AuditReader {
  /** The start of every event; within a string of an event, its quotation marks are escaped. */
  private static final String START = "{\"time\":";

  private AuditReader() {}

  /** Returns whether a data directory contains an audit log. */
  public static boolean exists(Path data) {
    return Files.isDirectory(data.resolve(AuditFiles.DIRECTORY));
  }

  /**
   * Passes all events to {@code events}, the oldest first. An incomplete last line is ignored: it is being written, or was
   * interrupted by a crash.
   *
   * @return the number of other lines that are not events
   * @throws IOException if a file cannot be read
   */
  public static long read(Path data, Consumer<AuditEvent> events) throws IOException {
    long corrupt = 0;
    for (Path file : AuditFiles.list(data)) {
      // Decoding ISO 8859-1 never fails, even if a crash has corrupted the file.
      try (BufferedReader lines = Files.newBufferedReader(file, StandardCharsets.ISO_8859_1)) {
        corrupt += read(lines, events);
      } catch (NoSuchFileException e) {
        // A server has deleted the file, as the oldest one, since it was listed.
      }
    }
    return corrupt;
  }

  private static long read(BufferedReader lines, Consumer<AuditEvent> events) throws IOException {
    long corrupt = 0;
    String line = lines.readLine();
    while (line != null) {
      String next = lines.readLine();
      AuditEvent event = parse(line);
      if (event != null) {
        events.accept(event);
      }
      boolean isWhole = event != null && line.lastIndexOf(START) == 0;
      if (!isWhole && !line.isEmpty() && next != null) {
        corrupt++;
      }
      line = next;
    }
    return corrupt;
  }

  /** Returns the event in a line, possibly after the beginning of an incomplete one; null if it contains no event. */
  static @Nullable AuditEvent parse(String line) {
    int start = line.lastIndexOf(START);
    if (start < 0) {
      return null;
    }
    try {
      return AuditEvent.parse(line.substring(start));
    } catch (MalformedJsonException e) {
      return null;
    }
  }
}
