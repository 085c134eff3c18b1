package io.gypsum.server.page.plot;

/**
 * An SVG image of fixed proportions that screen readers announce by its title and description. Shapes have classes instead of
 * colours. Coordinates are in units of about one pixel, from the upper left corner.
 */
final class Svg {
  /** Width of all plots. */
  static final double WIDTH = 680;

  private final Markup markup = new Markup();

  /**
   * @param id unique within a page
   * @param title a noun phrase
   * @param description what the image shows, in a sentence or two
   */
  Svg(String id, double height, String title, String description) {
    this(id, 0, height, title, description);
  }

  /** @param top height above the coordinate 0 */
  Svg(String id, double top, double height, String title, String description) {
    String titleId = id + "-title";
    String descriptionId = id + "-description";
    markup.open(
        "svg", "xmlns", "http://www.w3.org/2000/svg", "class", "plot", "role", "img",
        "aria-labelledby", titleId + " " + descriptionId, "viewBox",
        "0 " + Markup.number(-top) + " " + Markup.number(WIDTH) + " "
            + Markup.number(top + height));
    markup.element("title", title, "id", titleId);
    markup.element("desc", description, "id", descriptionId);
  }

  Svg line(String style, double x1, double y1, double x2, double y2) {
    markup.empty("line", "class", style, "x1", x1, "y1", y1, "x2", x2, "y2", y2);
    return this;
  }

  /** @param data the path, see {@link Line} */
  Svg path(String style, String data) {
    markup.empty("path", "class", style, "d", data);
    return this;
  }

  /** @param tooltip what a browser shows when the mouse is over the rectangle */
  Svg bar(String style, double x, double y, double width, double height, String tooltip) {
    markup.open(
        "rect", "class", style, "x", x, "y", y, "width", Math.max(width, 0), "height",
        Math.max(height, 0), "rx", Math.min(2, Math.min(width, height) / 2));
    markup.element("title", tooltip).close();
    return this;
  }

  Svg point(String style, double x, double y, double radius, String tooltip) {
    markup.open("circle", "class", style, "cx", x, "cy", y, "r", radius);
    markup.element("title", tooltip).close();
    return this;
  }

  /** @param anchor {@code start}, {@code middle} or {@code end}: which part of the text is at {@code x} */
  Svg text(String style, String anchor, double x, double y, String text) {
    markup.element("text", text, "class", style, "text-anchor", anchor, "x", x, "y", y);
    return this;
  }

  /** Writes a name that ends at {@code x}, shortened to {@code width}; the whole name is shown under the mouse. */
  Svg nameBefore(double x, double y, double width, String name) {
    markup.open("text", "class", "plot-name", "text-anchor", "end", "x", x, "y", y);
    markup.element("title", name);
    markup.text(Labels.shortened(name, width)).close();
    return this;
  }

  /** Ends the image. */
  Markup end() {
    return markup.close();
  }

  /** The data of a path: a line through points. */
  static final class Line {
    private final StringBuilder data = new StringBuilder();

    Line moveTo(double x, double y) {
      return append('M', x, y);
    }

    Line lineTo(double x, double y) {
      return append('L', x, y);
    }

    private Line append(char command, double x, double y) {
      data.append(command).append(Markup.number(x)).append(' ').append(Markup.number(y));
      return this;
    }

    /** Returns the line. */
    String open() {
      return data.toString();
    }

    /** Returns the outline of the area between the line and its ends. */
    String closed() {
      return data + "Z";
    }
  }
}
