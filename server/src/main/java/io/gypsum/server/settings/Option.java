package io.gypsum.server.settings;

import java.time.Duration;
import java.util.List;
import java.util.Locale;

import org.jspecify.annotations.Nullable;

/**
 * The declaration of one setting, from which flags, environment variables, the settings file, help and validation are
 * derived: {@code --name}, {@code GYPSUM_NAME} or a line {@code name = value}. Declared once, in the record of its group.
 *
 * @param placeholder the placeholder of the value in help texts
 * @param defaultValue the default as a user would write it; null when there is none
 * @param parser converts and validates the values; its bounds are those of the option
 * @param help one or two sentences for users
 * @param <T> type of the value
 */
public record Option<T>(
    String name, String placeholder, @Nullable String defaultValue, Use use, Parser<T> parser,
    String help) {

  static final String TRUE_OR_FALSE = "true|false";

  /** How a value may be given. */
  public enum Use {
    SINGLE,
    /** Several times, or several values separated by commas. */
    LIST,
    /** Once, and never as a flag, which every user of the machine could see; never shown. */
    SECRET
  }

  /** Converts the values that users gave. */
  @FunctionalInterface
  interface Parser<T> {
    /**
     * @param given all values of the source with the highest precedence, or the default; empty only for a list
     * @param others the values of other options, on which this one may depend
     * @throws io.gypsum.core.GypsumException INVALID, by {@link GivenValue#expected}
     */
    T parse(List<GivenValue> given, OptionValues others);
  }

  /** A {@link Parser} of one value that depends on no other option. */
  @FunctionalInterface
  interface ValueParser<T> {
    T parse(GivenValue given);

    default Parser<T> ofSingle() {
      return (given, others) -> parse(given.getLast());
    }
  }

  static <T> Option<T> single(
      String name, String placeholder, @Nullable String defaultValue, ValueParser<T> parser,
      String help) {
    return new Option<>(name, placeholder, defaultValue, Use.SINGLE, parser.ofSingle(), help);
  }

  /** An option whose value is an integer from {@code min} to {@code max}. */
  static Option<Integer> number(String name, int defaultValue, int min, int max, String help) {
    return single(
        name, "NUMBER", String.valueOf(defaultValue), OptionParsers.integer(min, max), help);
  }

  /** An option whose value is a duration of at least {@code min}. */
  static Option<Duration> duration(
      String name, Duration defaultValue, Duration min, String help) {
    return single(
        name, "DURATION", defaultValue.toString(), OptionParsers.duration(min), help);
  }

  /** A boolean option; its flag without a value means true. */
  static Option<Boolean> toggle(String name, boolean defaultValue, String help) {
    return single(
        name, TRUE_OR_FALSE, String.valueOf(defaultValue), OptionParsers::bool, help);
  }

  static Option<SecretText> secret(String name, String help) {
    return new Option<>(
        name, "SECRET", null, Use.SECRET,
        (given, others) -> new SecretText(OptionParsers.text(given.getLast())), help);
  }

  public boolean isList() {
    return use == Use.LIST;
  }

  public boolean isSecret() {
    return use == Use.SECRET;
  }

  /** Returns whether the value is true or false. */
  public boolean isSwitch() {
    return placeholder.equals(TRUE_OR_FALSE);
  }

  public String flag() {
    return "--" + name;
  }

  public String variable() {
    return "GYPSUM_" + name.toUpperCase(Locale.ROOT).replace('-', '_');
  }
}
