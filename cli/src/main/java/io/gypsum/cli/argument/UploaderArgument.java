package io.gypsum.cli.argument;

import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.function.Function;

import io.gypsum.core.GypsumException;
import io.gypsum.core.Printable;
import io.gypsum.core.document.Uploader;
import io.gypsum.core.json.JsonInput;
import io.gypsum.core.json.MalformedJsonException;
import org.jspecify.annotations.Nullable;

/** Parses uploaders, as JSON or in a short form. */
public final class UploaderArgument {
  /** The short form, for help texts. */
  public static final String FORM = "ID[,asset=A][,version=V][,until=TIME][,trusted]";

  private UploaderArgument() {}

  /**
   * Parses {@code {"id":"alice","trusted":true}} or {@code alice,asset=A,version=V,until=TIME,trusted}. A date as the time
   * means the last second of that day in UTC.
   *
   * @throws GypsumException {@code INVALID} if the text has neither form
   */
  static Uploader parse(String text) {
    return text.stripLeading().startsWith("{")
        ? parseJson(text, Uploader::read)
        : parseShortForm(text);
  }

  /**
   * Parses a JSON array of uploaders.
   *
   * @throws GypsumException {@code INVALID} if the text is not such an array
   */
  public static List<Uploader> parseList(String text) {
    return parseJson(text, in -> in.array(Uploader::read));
  }

  private static <T> T parseJson(String text, Function<JsonInput, T> read) {
    try {
      return JsonInput.read(text.getBytes(StandardCharsets.UTF_8), read);
    } catch (MalformedJsonException e) {
      throw GypsumException.invalid(
          "invalid JSON: " + e.problem() + "; expected uploaders such as {\"id\":\"alice\"}");
    }
  }

  private static Uploader parseShortForm(String text) {
    String[] parts = text.split(",", -1);
    if (parts[0].isBlank() || parts[0].contains("=")) {
      throw invalid(text, "does not start with a login or organisation");
    }
    @Nullable String asset = null;
    @Nullable String version = null;
    @Nullable OffsetDateTime until = null;
    @Nullable Boolean trusted = null;
    for (int i = 1; i < parts.length; i++) {
      String[] pair = parts[i].split("=", 2);
      String value = pair.length == 2 ? pair[1] : "";
      if (parts[i].equals("trusted")) {
        trusted = true;
      } else if (pair[0].equals("asset") && !value.isEmpty()) {
        asset = value;
      } else if (pair[0].equals("version") && !value.isEmpty()) {
        version = value;
      } else if (pair[0].equals("until")) {
        until = parseUntil(value);
      } else {
        throw invalid(text, "has the unknown part '" + Printable.value(parts[i]) + "'");
      }
    }
    return new Uploader(parts[0].strip(), asset, version, until, trusted);
  }

  private static OffsetDateTime parseUntil(String value) {
    OffsetDateTime time = TimeArgument.parseUntil(value);
    if (time == null) {
      throw GypsumException.invalid(
          "'" + Printable.value(value) + "' is not a date: expected a form such as until=2030-01-31"
              + " or until=2030-01-31T12:00:00Z");
    }
    return time;
  }

  private static GypsumException invalid(String text, String problem) {
    return GypsumException
        .invalid("'" + Printable.value(text) + "' " + problem + ": expected JSON or " + FORM);
  }
}
