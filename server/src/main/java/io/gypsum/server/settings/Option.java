package io.gypsum.server.settings;

import java.util.Locale;

import org.jspecify.annotations.Nullable;

/**
 * One thing that can be set: {@code --name}, {@code GYPSUM_NAME} or a line {@code name = value}.
 *
 * @param placeholder stands for the value in help
 * @param defaultValue as it would be written; null when there is none
 * @param use who may give it and how often
 * @param help one or two sentences for people
 */
public record Option(
    String name, String placeholder, @Nullable String defaultValue, Use use, String help) {

  /** How a value may be given. */
  public enum Use {
    ONCE,
    /** Several times, or several values with commas between them. */
    LIST,
    /** Once and never as a flag, which everyone on the machine could see; never shown. */
    SECRET
  }

  public boolean isList() {
    return use == Use.LIST;
  }

  public boolean isSecret() {
    return use == Use.SECRET;
  }

  /** Whether it is true or false, so that its name alone means true. */
  public boolean isSwitch() {
    return placeholder.equals("true|false");
  }

  public String flag() {
    return "--" + name;
  }

  public String variable() {
    return "GYPSUM_" + name.toUpperCase(Locale.ROOT).replace('-', '_');
  }
}
