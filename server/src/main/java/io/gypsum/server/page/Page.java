package io.gypsum.server.page;

import java.util.List;

import io.gypsum.server.http.Exchange;
import io.gypsum.server.session.Visitor;
import org.jspecify.annotations.Nullable;

/**
 * The parts of a page around its content.
 *
 * @param frame the parts that surround the content of every page
 * @param title of the window, without the title of the site
 * @param crumbs links to the pages above this one, outermost first, without the home page; the last one is this page
 * @param jsonUrl the API's address of the same information; null if there is none
 * @param commands commands and programs that do the same as this page; empty for none
 */
public record Page(
    Frame frame, String title, List<Crumb> crumbs, @Nullable String jsonUrl,
    List<CommandExample> commands, Head head) {

  /**
   * The parts around the content of every page.
   *
   * @param visitor who looks at the page
   */
  public record Frame(Site site, Visitor visitor) {}

  /** A link in the path at the top of a page. */
  public record Crumb(String name, String url) {}

  /**
   * Something to copy.
   *
   * @param label names the program or language, such as {@code Python}
   */
  public record CommandExample(String label, String text) {}

  /**
   * Information for search engines and feed readers.
   *
   * @param description one sentence; null for none
   * @param canonicalUrl the full URL that search engines should use for this page; null for none
   * @param feedUrl the address of an Atom feed of this page's changes; null for none
   * @param jsonLd a schema.org document, safe inside a script element; null for none
   */
  public record Head(
      @Nullable String description, @Nullable String canonicalUrl, @Nullable String feedUrl,
      @Nullable String jsonLd) {
    public static final Head NONE = new Head(null, null, null, null);
  }

  public Page {
    crumbs = List.copyOf(crumbs);
    commands = List.copyOf(commands);
  }

  /** Returns a page with a title and nothing else. */
  public static Page of(Site site, Exchange exchange, String title) {
    return new Page(
        new Frame(site, Visitor.of(exchange)), title, List.of(), null, List.of(), Head.NONE);
  }

  public Page withCrumbs(List<Crumb> value) {
    return new Page(frame, title, value, jsonUrl, commands, head);
  }

  public Page withJson(String url) {
    return new Page(frame, title, crumbs, url, commands, head);
  }

  public Page withCommands(List<CommandExample> value) {
    return new Page(frame, title, crumbs, jsonUrl, value, head);
  }

  public Page withHead(Head value) {
    return new Page(frame, title, crumbs, jsonUrl, commands, value);
  }

  public Site site() {
    return frame.site();
  }

  public Visitor visitor() {
    return frame.visitor();
  }

  public PageUrls urls() {
    return site().urls();
  }
}
