package io.gypsum.client;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

import io.gypsum.client.failure.LocalFileException;
import io.gypsum.core.GypsumException;
import io.gypsum.core.decision.ExcludedFiles;

/**
 * Determines which files of a directory are not uploaded. The components apply in their order: of all patterns that match a
 * path, the last one decides.
 *
 * <pre>{@code
 * ExcludeRules rules = ExcludeRules.STANDARD.withPatterns(PathPatterns.of(List.of("*.tmp")));
 * gypsum.uploadDirectory(newVersion, Path.of("counts"), UploadOptions.DEFAULTS.withExcludes(rules));
 * }</pre>
 *
 * @param defaults whether to exclude files that programs create and that are rarely published: {@link #DEFAULT_PATTERNS}
 * @param ignoreFile whether to exclude the files that match the patterns in the file {@value #IGNORE_FILE} of the directory
 * @param patterns further patterns
 */
public record ExcludeRules(boolean defaults, boolean ignoreFile, PathPatterns patterns) {
  /** Excludes nothing. */
  public static final ExcludeRules NONE = new ExcludeRules(false, false, PathPatterns.NONE);
  /** Excludes the default patterns and those of the file {@value #IGNORE_FILE}. */
  public static final ExcludeRules STANDARD = new ExcludeRules(true, true, PathPatterns.NONE);
  /** The file with patterns, in the syntax of {@code .gitignore} files, at the top of a directory. */
  public static final String IGNORE_FILE = ExcludedFiles.IGNORE_FILE;
  /** Files of operating systems and tools. */
  public static final PathPatterns DEFAULT_PATTERNS =
      PathPatterns.of(ExcludedFiles.DEFAULT_PATTERNS);

  private static final int MAX_IGNORE_FILE_BYTES = 1024 * 1024;

  public ExcludeRules withDefaults(boolean value) {
    return new ExcludeRules(value, ignoreFile, patterns);
  }

  public ExcludeRules withIgnoreFile(boolean value) {
    return new ExcludeRules(defaults, value, patterns);
  }

  public ExcludeRules withPatterns(PathPatterns others) {
    return new ExcludeRules(defaults, ignoreFile, others);
  }

  /**
   * Returns all patterns for a directory.
   *
   * @throws LocalFileException if the file {@value #IGNORE_FILE} cannot be read, or a line of it is not a pattern
   */
  PathPatterns of(Path directory) {
    PathPatterns all = defaults ? DEFAULT_PATTERNS : PathPatterns.NONE;
    return (ignoreFile ? all.followedBy(read(directory.resolve(IGNORE_FILE))) : all)
        .followedBy(patterns);
  }

  private static PathPatterns read(Path file) {
    byte[] bytes;
    try (InputStream in = Files.newInputStream(file)) {
      bytes = in.readNBytes(MAX_IGNORE_FILE_BYTES + 1);
    } catch (NoSuchFileException e) {
      return PathPatterns.NONE;
    } catch (IOException e) {
      throw LocalFileException.failed(file, "read", e);
    }
    if (bytes.length > MAX_IGNORE_FILE_BYTES) {
      throw LocalFileException.refused(
          file, "has more than " + MAX_IGNORE_FILE_BYTES + " bytes; use fewer patterns");
    }
    PathPatterns all = PathPatterns.NONE;
    int number = 0;
    for (String line : (Iterable<String>) text(file, bytes).lines()::iterator) {
      number++;
      if (!line.isBlank() && !line.startsWith("#")) {
        all = all.followedBy(pattern(file, number, line));
      }
    }
    return all;
  }

  private static String text(Path file, byte[] bytes) {
    try {
      String text =
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      // Some editors on Windows start a file with a byte order mark.
      return text.startsWith("\ufeff") ? text.substring(1) : text;
    } catch (CharacterCodingException e) {
      throw LocalFileException.refused(file, "is not UTF-8; save it in that encoding");
    }
  }

  private static PathPatterns pattern(Path file, int number, String line) {
    try {
      return PathPatterns.of(List.of(line));
    } catch (GypsumException e) {
      throw LocalFileException.refused(file, "is invalid in line " + number + ": " + e.reason());
    }
  }
}
