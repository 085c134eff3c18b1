package io.gypsum.cli.argument;

import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.function.Function;

import io.gypsum.core.GypsumException;
import io.gypsum.core.Printable;
import io.gypsum.core.Timestamps;
import io.gypsum.core.document.Uploader;
import io.gypsum.core.json.JsonInput;
import io.gypsum.core.json.MalformedJsonException;
import org.jspecify.annotations.Nullable;

/** Uploaders as people write them: as the JSON of the permissions, or shorter. */
public final class UploaderText {
  private UploaderText() {}

  /**
   * Reads {@code {"id":"alice","trusted":true}} or {@code alice,asset=A,version=V,until=TIME,trusted}. A date for a time
   * holds to the last second of that day in UTC.
   *
   * @throws GypsumException INVALID when it is neither
   */
  static Uploader parse(String text) {
    return text.stripLeading().startsWith("{") ? json(text, Uploader::read) : parts(text);
  }

  /**
   * Reads a JSON array of uploaders.
   *
   * @throws GypsumException INVALID when it is not that
   */
  public static List<Uploader> parseList(String text) {
    return json(text, in -> in.array(Uploader::read));
  }

  private static <T> T json(String text, Function<JsonInput, T> read) {
    try {
      return JsonInput.read(text.getBytes(StandardCharsets.UTF_8), read);
    } catch (MalformedJsonException e) {
      throw GypsumException.invalid("not as the permissions' JSON has uploaders: " + e.problem());
    }
  }

  private static Uploader parts(String text) {
    String[] parts = text.split(",", -1);
    if (parts[0].isBlank() || parts[0].contains("=")) {
      throw invalid(text, "does not begin with a login or an organisation");
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
        until = time(text, value);
      } else {
        throw invalid(text, "has the part '" + Printable.value(parts[i]) + "'");
      }
    }
    return new Uploader(parts[0].strip(), asset, version, until, trusted);
  }

  private static OffsetDateTime time(String text, String value) {
    OffsetDateTime time = Timestamps.parse(value);
    if (time != null) {
      return time;
    }
    try {
      return LocalDate.parse(value).atTime(LocalTime.of(23, 59, 59)).atOffset(ZoneOffset.UTC);
    } catch (DateTimeParseException e) {
      throw invalid(text, "is until no time such as 2030-01-31 or 2030-01-31T12:00:00Z");
    }
  }

  private static GypsumException invalid(String text, String problem) {
    return GypsumException.invalid(
        "'" + Printable.value(text) + "' " + problem
            + ": expected JSON or ID[,asset=A][,version=V][,until=TIME][,trusted]");
  }
}
