package io.gypsum.core.name;

import java.nio.charset.StandardCharsets;
import java.util.function.Function;

import io.gypsum.core.GypsumException;
import io.gypsum.core.Printable;

/** The rules that all names share (rest-api.md, section 1). */
final class NameRules {
  /** Maximum length of a key in UTF-8 bytes, in all S3-compatible services. */
  static final int MAX_KEY_BYTES = 1024;

  private NameRules() {}

  /** Checks the name of a project, an asset or a version. */
  static String checkUserName(String what, String name) {
    if (name.indexOf('/') >= 0) {
      throw bad(what, name, "contains '/'");
    }
    checkUserComponent(what, name, name);
    if (utf8Length(name) > MAX_KEY_BYTES) {
      throw bad(what, name, "is over " + MAX_KEY_BYTES + " bytes of UTF-8");
    }
    return name;
  }

  /** Checks components that are separated by {@code /}. */
  static void checkUserPath(String what, String path) {
    int start = 0;
    for (int slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', start)) {
      checkUserComponent(what, path, path.substring(start, slash));
      start = slash + 1;
    }
    checkUserComponent(what, path, path.substring(start));
    if (utf8Length(path) > MAX_KEY_BYTES) {
      throw bad(what, path, "is over " + MAX_KEY_BYTES + " bytes of UTF-8");
    }
  }

  /** Checks a component that is not internal. */
  static void checkUserComponent(String what, String whole, String component) {
    checkComponent(what, whole, component);
    if (component.startsWith("..")) {
      throw bad(
          what, whole, "has a part that starts with '..', which is reserved for internal files");
    }
  }

  /** Checks a component of any key, internal or not. */
  static void checkComponent(String what, String whole, String component) {
    if (component.isEmpty()) {
      throw bad(
          what, whole,
          whole.isEmpty() ? "is empty" : "has an empty part (a leading, trailing or doubled '/')");
    }
    if (component.equals(".") || component.equals("..")) {
      throw bad(what, whole, "has the part '" + component + "'");
    }
    for (int i = 0; i < component.length(); i++) {
      char c = component.charAt(i);
      if (c == '\\') {
        throw bad(what, whole, "contains '\\'");
      }
      if (Character.isISOControl(c)) {
        throw bad(what, whole, "contains a control character");
      }
      if (Character.isSurrogate(c)) {
        if (i + 1 == component.length() || !Character.isSurrogatePair(c, component.charAt(i + 1))) {
          throw bad(what, whole, "contains an unpaired surrogate, which UTF-8 cannot encode");
        }
        i++;
      }
    }
  }

  /**
   * Parses a name.
   *
   * @param form the expected form, with an example
   * @throws GypsumException INVALID, whose message contains the text and the expected form
   */
  static <T> T parse(String text, Function<String, T> constructor, String form) {
    try {
      return constructor.apply(text);
    } catch (GypsumException e) {
      throw GypsumException.invalid(e.reason() + "; expected " + form);
    }
  }

  /**
   * Parses names that are separated by {@code /}.
   *
   * @param kind the kind of the named resource, with its article
   * @param count number of names
   * @param form the expected form
   * @throws GypsumException INVALID, whose message contains the text and the expected form
   */
  static <T> T parseParts(
      String text, String kind, int count, Function<String[], T> constructor, String form) {
    String[] parts = text.split("/", -1);
    String problem;
    if (parts.length == count) {
      try {
        return constructor.apply(parts);
      } catch (GypsumException e) {
        problem = ": " + e.reason() + "; expected ";
      }
    } else {
      problem = ": expected ";
    }
    throw GypsumException.invalid(
        "'" + Printable.value(text) + "' does not name " + kind + problem + form);
  }

  static GypsumException bad(String what, String value, String problem) {
    return GypsumException.invalid(what + " '" + Printable.value(value) + "' " + problem);
  }

  static int utf8Length(String text) {
    // A char has at most three bytes, so short texts need not be encoded.
    return text.length() * 3 <= MAX_KEY_BYTES
        ? text.length()
        : text.getBytes(StandardCharsets.UTF_8).length;
  }
}
