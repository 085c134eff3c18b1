package io.gypsum.e2e.fuzz;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * The corpus of a target: one input per line of {@code src/test/resources/fuzz/TARGET.txt}. A byte that is not printable
 * ASCII, or a backslash, is written as {@code \n}, {@code \r} or {@code \xHH}. Lines that start with {@code #} are
 * comments; one before an input describes the bug that it found.
 */
final class FuzzCorpus {
  private static final Path DIRECTORY = Path.of("src/test/resources/fuzz");

  private FuzzCorpus() {}

  static List<byte[]> read(FuzzTargets target) throws IOException {
    List<byte[]> inputs = new ArrayList<>();
    for (String line : Files.readAllLines(file(target), StandardCharsets.US_ASCII)) {
      if (!line.isEmpty() && !line.startsWith("#")) {
        inputs.add(decode(line));
      }
    }
    return inputs;
  }

  private static Path file(FuzzTargets target) {
    return DIRECTORY.resolve(target.id() + ".txt");
  }

  static byte[] decode(String line) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if (c != '\\') {
        bytes.write(c);
        continue;
      }
      switch (line.charAt(++i)) {
        case 'n' -> bytes.write('\n');
        case 'r' -> bytes.write('\r');
        case 'x' -> {
          bytes.write(HexFormat.fromHexDigits(line, i + 1, i + 3));
          i += 2;
        }
        default -> throw new IllegalArgumentException("invalid escape in '" + line + "'");
      }
    }
    return bytes.toByteArray();
  }

  static String encode(byte[] input) {
    StringBuilder line = new StringBuilder();
    for (byte b : input) {
      boolean startsComment = b == '#' && line.isEmpty();
      if (b == '\n') {
        line.append("\\n");
      } else if (b == '\r') {
        line.append("\\r");
      } else if (b >= ' ' && b <= '~' && b != '\\' && !startsComment) {
        line.append((char) b);
      } else {
        line.append("\\x").append(HexFormat.of().toHexDigits(b));
      }
    }
    return line.toString();
  }

  /**
   * For {@code fuzz/run}: {@code unpack TARGET DIRECTORY} writes each input to a file; {@code add TARGET FILE…} appends inputs.
   */
  public static void main(String[] args) throws IOException {
    FuzzTargets target = FuzzTargets.of(args[1]);
    List<String> paths = List.of(args).subList(2, args.length);
    if (args[0].equals("unpack")) {
      Path directory = Files.createDirectories(Path.of(paths.getFirst()));
      int number = 0;
      for (byte[] input : read(target)) {
        Files.write(directory.resolve("kept-" + number++), input);
      }
    } else {
      for (String path : paths) {
        Files.writeString(
            file(target), encode(Files.readAllBytes(Path.of(path))) + "\n",
            StandardCharsets.US_ASCII,
            StandardOpenOption.APPEND);
      }
    }
  }
}
