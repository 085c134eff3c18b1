package io.gypsum.server.settings;

/** The settings file that {@code gypsum serve --print-config} prints. */
public final class SettingsText {
  private static final int WIDTH = 96;

  private SettingsText() {}

  /** Returns a settings file that sets nothing: every option with its help and its default, as comments. */
  public static String commentedFile() {
    StringBuilder file = new StringBuilder();
    file.append(
        """
            # Settings of a gypsum server. Read with: gypsum serve --config FILE
            # Sizes are written as 500, 64MB or 5MiB, durations as 2s, 30m, 24h, 7d or PT1H30M, without quotation marks.
            # Lines are 'name = value'. Lines that start with '#' are comments: remove the '#' to set an option.
            # Flags (--name) override environment variables (GYPSUM_NAME), which override this file.
            """);
    for (Option<?> option : Options.ALL) {
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
