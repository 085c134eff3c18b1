package io.gypsum.server.settings;

/** Settings as texts for people. */
public final class SettingsText {
  private static final int WIDTH = 96;

  private SettingsText() {}

  /** A settings file that sets nothing: every option with its meaning and its default, as a comment. */
  public static String commentedFile() {
    StringBuilder file = new StringBuilder();
    file.append(
        """
            # Settings of a gypsum server. Read with: gypsum serve --config FILE
            # Lines are 'name = value'. What starts with '#' is a comment: take the '#' off to set something.
            # A flag (--name) is stronger than an environment variable (GYPSUM_NAME), which is stronger than this file.
            """);
    for (Option option : Options.ALL) {
      file.append('\n');
      wrap(option.help(), file);
      file.append(
          option.isSecret()
              ? "# Environment: " + option.variable() + " (never a flag)\n"
              : "# Flag: " + option.flag() + ", environment: " + option.variable() + "\n");
      String value = option.defaultValue();
      file.append('#').append(option.name()).append(" =");
      if (value != null) {
        file.append(' ').append(value);
      }
      file.append('\n');
    }
    return file.toString();
  }

  private static void wrap(String text, StringBuilder to) {
    StringBuilder line = new StringBuilder("#");
    for (String word : text.split(" ", -1)) {
      if (line.length() + 1 + word.length() > WIDTH) {
        to.append(line).append('\n');
        line = new StringBuilder("#");
      }
      line.append(' ').append(word);
    }
    to.append(line).append('\n');
  }
}
