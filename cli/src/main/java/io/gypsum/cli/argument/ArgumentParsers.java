package io.gypsum.cli.argument;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.function.Function;

import io.gypsum.core.GypsumException;
import io.gypsum.core.Printable;
import io.gypsum.core.Quantity;
import io.gypsum.core.Timestamps;
import io.gypsum.core.document.Uploader;
import io.gypsum.core.json.JsonInput;
import io.gypsum.core.json.MalformedJsonException;
import org.jspecify.annotations.Nullable;

/** Parsers for the values of options: times and uploaders. */
public final class ArgumentParsers {
  /** The short form of an uploader, for help texts. */
  public static final String UPLOADER_FORM = "ID[,asset=A][,version=V][,until=TIME][,trusted]";

  private static final LocalTime END_OF_DAY = LocalTime.of(23, 59, 59);

  private ArgumentParsers() {}

  /**
   * Parses the last second of a day in UTC ({@code 2030-01-31}), an RFC 3339 date-time, or a duration from {@code now} ({@code
   * 30d}); returns null for other texts.
   */
  static @Nullable OffsetDateTime parseUntil(String text, Instant now) {
    OffsetDateTime time = Timestamps.parse(text, END_OF_DAY);
    if (time != null) {
      return time;
    }
    try {
      Duration fromNow = Quantity.parseDuration(text);
      return fromNow.isNegative()
          ? null
          : now.plus(fromNow).truncatedTo(ChronoUnit.SECONDS).atOffset(ZoneOffset.UTC);
    } catch (GypsumException | DateTimeException e) {
      return null;
    }
  }

  /**
   * Parses {@code {"id":"alice","trusted":true}} or {@code alice,asset=A,version=V,until=TIME,trusted}. A date as the time
   * means the last second of that day in UTC, a duration such as {@code 30d} that time from {@code now}.
   *
   * @throws GypsumException {@code INVALID} if the text has neither form
   */
  static Uploader parseUploader(String text, Instant now) {
    return text.stripLeading().startsWith("{")
        ? parseJson(text, Uploader::read)
        : parseShortForm(text, now);
  }

  /**
   * Parses a JSON array of uploaders.
   *
   * @throws GypsumException {@code INVALID} if the text is not such an array
   */
  public static List<Uploader> parseUploaders(String text) {
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

  private static Uploader parseShortForm(String text, Instant now) {
    String[] parts = text.split(",", -1);
    if (parts[0].isBlank() || parts[0].contains("=")) {
      throw invalidUploader(text, "does not start with a login or organization");
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
        until = requireUntil(value, now);
      } else {
        throw invalidUploader(text, "has the unknown part '" + Printable.value(parts[i]) + "'");
      }
    }
    return new Uploader(parts[0].strip(), asset, version, until, trusted);
  }

  private static OffsetDateTime requireUntil(String value, Instant now) {
    OffsetDateTime time = parseUntil(value, now);
    if (time == null) {
      throw GypsumException.invalid(
          "'" + Printable.value(value)
              + "' is not a date: expected a form such as until=2030-01-31,"
              + " until=2030-01-31T12:00:00Z or until=30d");
    }
    return time;
  }

  private static GypsumException invalidUploader(String text, String problem) {
    return GypsumException
        .invalid(
            "'" + Printable.value(text) + "' " + problem + ": expected JSON or " + UPLOADER_FORM);
  }
}
