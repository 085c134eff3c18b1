package io.gypsum.server.page.plot;

/**
 * A plot in a page: a caption, the image, and the same data as a table that can be opened.
 *
 * @param html a {@code figure} element; safe to insert into a page
 */
public record Figure(String html) {
  /**
   * @param caption what the plot shows
   * @param summary the most important fact, in a sentence
   */
  static Figure of(String caption, String summary, Svg image, DataTable table) {
    Markup markup = start(caption, summary);
    markup.open(
        "div", "class", "plot-scroll", "role", "group", "aria-label", caption, "tabindex", "0");
    markup.insert(image.end()).close();
    markup.open("details").element("summary", "Show as a table");
    table.writeTo(markup);
    return new Figure(markup.close().close().end());
  }

  /** Returns a figure without an image. */
  static Figure empty(String caption, String reason) {
    return new Figure(start(caption, reason).close().end());
  }

  private static Markup start(String caption, String summary) {
    return new Markup()
        .open("figure", "class", "plot-figure")
        .open("figcaption")
        .element("strong", caption)
        .text(" ")
        .element("span", summary)
        .close();
  }
}
