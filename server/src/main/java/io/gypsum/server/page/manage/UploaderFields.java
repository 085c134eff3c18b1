package io.gypsum.server.page.manage;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.Objects;

import io.gypsum.core.GypsumException;
import io.gypsum.core.Printable;
import io.gypsum.core.document.Uploader;
import io.gypsum.core.name.AssetName;
import io.gypsum.core.name.VersionName;
import io.gypsum.server.format.Sentence;
import org.jspecify.annotations.Nullable;

/**
 * The inputs of an uploader as a user has typed them, without white space around them. Browsers remove line ends from inputs, so
 * the inputs of a stored entry have none either; otherwise an entry would change without a change by the user.
 *
 * @param date the last day in UTC, such as {@code 2030-01-31}; empty for no end
 * @param time the time of that day in UTC; empty for its end
 */
public record UploaderFields(
    String id, String asset, String version, String date, String time, boolean isTrusted) {
  static final UploaderFields EMPTY = new UploaderFields("", "", "", "", "", false);

  private static final LocalTime END_OF_DAY = LocalTime.of(23, 59, 59);
  private static final DateTimeFormatter SECONDS = DateTimeFormatter.ofPattern("HH:mm:ss");

  public UploaderFields {
    id = typed(id);
    asset = typed(asset);
    version = typed(version);
    date = typed(date);
    time = typed(time);
  }

  /** Returns a text as it arrives from an input. */
  static String typed(String text) {
    return text.replace("\n", "").replace("\r", "").strip();
  }

  static UploaderFields of(Uploader entry) {
    OffsetDateTime until = entry.until();
    OffsetDateTime utc = until == null ? null : until.withOffsetSameInstant(ZoneOffset.UTC);
    LocalTime time = utc == null ? END_OF_DAY : utc.toLocalTime().withNano(0);
    return new UploaderFields(
        entry.id(), Objects.requireNonNullElse(entry.asset(), ""),
        Objects.requireNonNullElse(entry.version(), ""),
        utc == null ? "" : utc.toLocalDate().toString(),
        time.equals(END_OF_DAY) ? "" : SECONDS.format(time), entry.isTrusted());
  }

  boolean isEmpty() {
    return equals(EMPTY);
  }

  /**
   * Returns the entry, or null if an input is invalid.
   *
   * @param stored the entry that is changed, whose values are kept where the inputs are unchanged; null for a new entry
   * @param name precedes the names of the inputs
   * @param problems receives the message about each invalid input by its name
   */
  @Nullable
  Uploader entry(@Nullable Uploader stored, String name, Map<String, String> problems) {
    UploaderFields before = stored == null ? EMPTY : of(stored);
    int problemsBefore = problems.size();
    if (stored == null) {
      checkId(id, name + "-id", problems);
    }
    String newAsset =
        stored != null && asset.equals(before.asset)
            ? stored.asset()
            : name(asset, name + "-asset", AssetName::parse, problems);
    String newVersion =
        stored != null && version.equals(before.version)
            ? stored.version()
            : name(version, name + "-version", VersionName::parse, problems);
    OffsetDateTime until =
        stored != null && date.equals(before.date) && time.equals(before.time)
            ? stored.until()
            : until(name, problems);
    Boolean trusted =
        (stored != null && isTrusted == before.isTrusted) ? stored.trusted()
            : isTrusted ? Boolean.TRUE
            : null;
    return problems.size() > problemsBefore
        ? null
        : new Uploader(stored == null ? id : stored.id(), newAsset, newVersion, until, trusted);
  }

  /** Checks the id of a new owner or uploader. */
  static void checkId(String id, String input, Map<String, String> problems) {
    if (id.isBlank()) {
      problems.put(input, "Enter the login of a user or the name of an organization.");
    } else if (!Printable.isPrintable(id)) {
      problems.put(
          input,
          "'" + Printable.value(id)
              + "' contains control or invisible characters. Enter the login of a"
              + " user or the name of an organization.");
    }
  }

  private interface NameParser {
    Object parse(String text);
  }

  /** Returns null for an empty or invalid name. */
  private static @Nullable String name(
      String text, String input, NameParser parser, Map<String, String> problems) {
    if (text.isEmpty()) {
      return null;
    }
    try {
      Object _ = parser.parse(text);
    } catch (GypsumException e) {
      problems.put(input, Sentence.of(e.reason()));
      return null;
    }
    if (!Printable.isPrintable(text)) {
      problems.put(
          input, "'" + Printable.value(text) + "' contains control or invisible characters.");
    }
    return text;
  }

  private @Nullable OffsetDateTime until(String name, Map<String, String> problems) {
    if (date.isEmpty()) {
      if (!time.isEmpty()) {
        problems.put(name + "-date", "Enter the date too, or remove the time.");
      }
      return null;
    }
    LocalDate day = null;
    LocalTime timeOfDay = END_OF_DAY;
    try {
      day = LocalDate.parse(date);
    } catch (DateTimeException e) {
      problems.put(
          name + "-date",
          "'" + Printable.value(date) + "' is not a date. Enter a date such as 2030-01-31.");
    }
    try {
      timeOfDay = time.isEmpty() ? END_OF_DAY : LocalTime.parse(time);
    } catch (DateTimeException e) {
      problems.put(
          name + "-time",
          "'" + Printable.value(time) + "' is not a time. Enter a time such as 17:30.");
    }
    return day == null ? null : day.atTime(timeOfDay).atOffset(ZoneOffset.UTC);
  }
}
