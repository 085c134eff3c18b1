package io.gypsum.server.settings;

import java.nio.file.Path;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * The web pages of the server.
 *
 * @param isOn whether the server has web pages
 * @param title the name of the site, at the top of every page
 * @param logo absolute path of an image beside the title; null for none
 * @param about absolute path of a Markdown file that the home page shows; null for none
 */
public record PageSettings(
    boolean isOn, String title, @Nullable Path logo, @Nullable Path about) {
  private static final int MAX_TITLE_CHARS = 80;

  static final Option<Boolean> PAGES =
      Option.single(
          "pages", "on|off", "on", OptionParsers.choice("on", "off"),
          "Whether the server has web pages. Without them, their addresses do not exist, and errors are"
              + " always JSON.");
  static final Option<String> SITE_TITLE =
      Option.single(
          "site-title", "TEXT", "gypsum", PageSettings::parseTitle,
          "Name of the site, at the top of every page.");
  static final Option<Path> SITE_LOGO =
      new Option<>(
          "site-logo", "FILE", null, Option.Use.SINGLE, OptionParsers.file(),
          "Image beside the name of the site: PNG, JPEG or SVG, at most 256 KiB; read when the server"
              + " starts.");
  static final Option<Path> SITE_ABOUT =
      new Option<>(
          "site-about", "FILE", null, Option.Use.SINGLE, OptionParsers.file(),
          "Markdown file that the home page shows, at most 64 KiB; read when the server starts.");

  static final List<Option<?>> ALL = List.of(PAGES, SITE_TITLE, SITE_LOGO, SITE_ABOUT);

  static PageSettings read(OptionValues values) {
    return new PageSettings(
        values.get(PAGES), values.get(SITE_TITLE), values.getOrNull(SITE_LOGO),
        values.getOrNull(SITE_ABOUT));
  }

  private static String parseTitle(GivenValue given) {
    String title = OptionParsers.text(given);
    if (title.length() > MAX_TITLE_CHARS) {
      throw given.expected("at most " + MAX_TITLE_CHARS + " characters");
    }
    return title;
  }
}
