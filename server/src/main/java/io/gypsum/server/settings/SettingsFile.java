package io.gypsum.server.settings;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.gypsum.core.GypsumException;

/**
 * The settings file: lines {@code name = value}, empty lines, and comment lines that start with {@code #}. A value is the
 * rest of the line after {@code =}, without surrounding blanks; an empty value counts as not set. A value in quotation marks
 * and a comment after a value are refused.
 */
final class SettingsFile {
  private static final int MAX_BYTES = 1024 * 1024;

  private SettingsFile() {}

  static Map<Option<?>, List<GivenValue>> read(Path file) {
    Map<Option<?>, List<GivenValue>> values = new LinkedHashMap<>();
    int number = 0;
    for (String line : text(file).lines().toList()) {
      String source = file.getFileName() + ":" + ++number;
      String content = line.strip();
      if (!content.isEmpty() && !content.startsWith("#")) {
        GivenValue given = parse(content, source);
        if (!given.text().isEmpty()) {
          add(given, values);
        }
      }
    }
    return values;
  }

  private static GivenValue parse(String line, String source) {
    int equals = line.indexOf('=');
    if (equals < 0) {
      // The line is not shown: it may be a secret without its name.
      throw GypsumException.invalid(
          source + " is neither 'name = value' nor a comment that starts with '#'");
    }
    String name = line.substring(0, equals).strip();
    Option<?> option = Options.named(name);
    if (option == null) {
      throw GypsumException.invalid(
          source + ": setting '" + name + "' does not exist; did you mean '" + Options.nearest(name)
              + "'? 'gypsum serve --print-config' lists all settings");
    }
    return new GivenValue(option, line.substring(equals + 1).strip(), source).requireBare();
  }

  private static void add(GivenValue given, Map<Option<?>, List<GivenValue>> values) {
    List<GivenValue> others = values.computeIfAbsent(given.option(), option -> new ArrayList<>());
    if (!others.isEmpty() && !given.option().isList()) {
      throw GypsumException.invalid(
          "'" + given.option().name() + "' is set twice, at " + others.getFirst().source()
              + " and at " + given.source() + ": remove one");
    }
    others.add(given);
  }

  private static String text(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(MAX_BYTES + 1);
      if (bytes.length > MAX_BYTES) {
        throw GypsumException.invalid(
            "settings file '" + file + "' is larger than " + MAX_BYTES
                + " bytes: is it the right file?");
      }
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (NoSuchFileException e) {
      throw GypsumException.invalid(
          "settings file '" + file
              + "' does not exist: create one with 'gypsum serve --print-config > "
              + file + "'");
    } catch (CharacterCodingException e) {
      throw GypsumException.invalid("settings file '" + file + "' is not UTF-8 text");
    } catch (IOException e) {
      throw GypsumException.invalid("settings file '" + file + "' cannot be read: " + e);
    }
  }
}
