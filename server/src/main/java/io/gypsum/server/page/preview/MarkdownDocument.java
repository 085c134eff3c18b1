package io.gypsum.server.page.preview;

import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

import io.gypsum.core.GypsumException;
import io.gypsum.core.PercentEncoding;
import io.gypsum.core.Printable;
import io.gypsum.core.name.UserPath;
import org.commonmark.node.Code;
import org.commonmark.node.FencedCodeBlock;
import org.commonmark.node.HardLineBreak;
import org.commonmark.node.Heading;
import org.commonmark.node.HtmlBlock;
import org.commonmark.node.HtmlInline;
import org.commonmark.node.Image;
import org.commonmark.node.IndentedCodeBlock;
import org.commonmark.node.Link;
import org.commonmark.node.Node;
import org.commonmark.node.Text;
import org.jspecify.annotations.Nullable;

/** Changes a parsed Markdown document so that it can be shown within a page. Not thread-safe. */
final class MarkdownDocument {
  /** The page and the section of the document have headings of their own. */
  private static final int HEADING_SHIFT = 2;
  private static final int MAX_HEADING_LEVEL = 6;
  private static final int MAX_ID_CHARS = 100;
  /** A definition of a long address can be used by many links. */
  private static final int MAX_ADDRESS_CHARS = 1_000_000;
  private static final Pattern SCHEME = Pattern.compile("(?i)[a-z][a-z0-9+.-]*:.*", Pattern.DOTALL);
  private static final Pattern ALLOWED_SCHEME =
      Pattern.compile("(?i)(https?|mailto):.*", Pattern.DOTALL);
  private static final Pattern COMMENT = Pattern.compile("\\s*<!--.*-->\\s*", Pattern.DOTALL);
  private static final Pattern BREAK = Pattern.compile("(?i)<br\\s?/?>");

  private final Node document;
  private final MarkdownLinks links;
  private final IdentityHashMap<Heading, String> ids = new IdentityHashMap<>();
  private final Set<String> usedIds = new HashSet<>();
  private final Map<String, Integer> idNumbers = new HashMap<>();
  private long addressChars;

  MarkdownDocument(Node document, MarkdownLinks links) {
    this.document = document;
    this.links = links;
  }

  /** Changes the document. Returns false if its addresses are too long in total. */
  boolean rewrite() {
    Node node = document;
    while (node != null) {
      Node next = next(node);
      rewrite(node);
      if (addressChars > MAX_ADDRESS_CHARS) {
        return false;
      }
      node = next;
    }
    return true;
  }

  /** Returns the id of a heading, without prefix; null if it has none. */
  @Nullable
  String id(Heading heading) {
    return ids.get(heading);
  }

  /** Returns the node that follows in the order of the document. */
  private @Nullable Node next(Node node) {
    if (node.getFirstChild() != null) {
      return node.getFirstChild();
    }
    return nextAfter(node, document);
  }

  private static @Nullable Node nextAfter(Node node, Node root) {
    Node at = node;
    while (!isSame(at, root)) {
      if (at.getNext() != null) {
        return at.getNext();
      }
      at = at.getParent();
    }
    return null;
  }

  private void rewrite(Node node) {
    switch (node) {
      case Heading heading -> {
        heading.setLevel(Math.min(MAX_HEADING_LEVEL, heading.getLevel() + HEADING_SHIFT));
        setId(heading);
      }
      case Link link -> rewriteLink(link);
      case Image image -> rewriteImage(image);
      case HtmlBlock block -> removeComment(block, block.getLiteral());
      case HtmlInline inline -> {
        if (BREAK.matcher(inline.getLiteral()).matches()) {
          inline.insertBefore(new HardLineBreak());
          inline.unlink();
        } else {
          removeComment(inline, inline.getLiteral());
        }
      }
      case Text text -> text.setLiteral(TextLines.printable(text.getLiteral()));
      case Code code -> code.setLiteral(TextLines.printable(code.getLiteral()));
      case FencedCodeBlock block -> block.setLiteral(lines(block.getLiteral()));
      case IndentedCodeBlock block -> block.setLiteral(lines(block.getLiteral()));
      default -> {}
    }
  }

  private static String lines(String literal) {
    StringBuilder shown = new StringBuilder(literal.length());
    literal.lines().forEach(line -> shown.append(TextLines.printable(line)).append('\n'));
    return shown.toString();
  }

  private static void removeComment(Node node, String literal) {
    if (COMMENT.matcher(literal).matches()
        && literal.indexOf("-->") == literal.lastIndexOf("-->")) {
      node.unlink();
    }
  }

  private void rewriteLink(Link link) {
    String address = resolve(link.getDestination(), false);
    if (address == null) {
      replaceByChildren(link);
    } else {
      link.setDestination(address);
      link.setTitle(shownTitle(link.getTitle()));
      count(address, link.getTitle());
    }
  }

  private void rewriteImage(Image image) {
    String address = resolve(image.getDestination(), true);
    if (address == null) {
      replaceByChildren(image);
    } else if (isExternal(image.getDestination())) {
      Link link = new Link(address, shownTitle(image.getTitle()));
      image.insertBefore(link);
      if (image.getFirstChild() == null) {
        link.appendChild(new Text("image"));
      }
      moveChildren(image, link);
      image.unlink();
      count(address, image.getTitle());
    } else {
      image.setDestination(address);
      image.setTitle(shownTitle(image.getTitle()));
      count(address, image.getTitle());
    }
  }

  private static @Nullable String shownTitle(@Nullable String title) {
    return title == null ? null : Printable.line(title);
  }

  private void count(String address, @Nullable String title) {
    addressChars += address.length() + (title == null ? 0 : title.length());
  }

  private static void moveChildren(Node from, Node to) {
    for (Node child = from.getFirstChild(); child != null; child = from.getFirstChild()) {
      to.appendChild(child);
    }
  }

  private static void replaceByChildren(Node node) {
    for (Node child = node.getFirstChild(); child != null; child = node.getFirstChild()) {
      node.insertBefore(child);
    }
    node.unlink();
  }

  private static boolean isExternal(String destination) {
    return destination.startsWith("//") || SCHEME.matcher(destination).matches();
  }

  /** Returns the address to which a link or an image leads; null if it is not allowed or invalid. */
  private @Nullable String resolve(String destination, boolean isImage) {
    if (destination.startsWith("//")) {
      return "https:" + destination;
    }
    if (SCHEME.matcher(destination).matches()) {
      return ALLOWED_SCHEME.matcher(destination).matches() ? destination : null;
    }
    int hash = destination.indexOf('#');
    String fragment =
        hash < 0
            ? ""
            : "#" + MarkdownRenderer.ID_PREFIX
                + PercentEncoding.encode(decode(destination.substring(hash + 1)));
    String address = hash < 0 ? destination : destination.substring(0, hash);
    if (address.isEmpty()) {
      return isImage || fragment.isEmpty() ? null : fragment;
    }
    int query = address.indexOf('?');
    try {
      String path = path(decode(query < 0 ? address : address.substring(0, query)));
      if (path.isEmpty()) {
        return isImage ? null : links.versionPage();
      }
      UserPath file = new UserPath(path);
      return isImage ? links.content(file) : links.page(file) + fragment;
    } catch (GypsumException e) {
      return null;
    }
  }

  /** Decodes an address, which may contain any characters; malformed ones are left as they are. */
  private static String decode(String text) {
    StringBuilder ascii = new StringBuilder(text.length());
    text.codePoints()
        .forEach(
            c -> ascii.append(
                c < 128 ? Character.toString(c) : PercentEncoding.encode(Character.toString(c))));
    try {
      return PercentEncoding.decode(ascii.toString(), false);
    } catch (GypsumException e) {
      return text;
    }
  }

  /**
   * Returns the path in the version to which a relative address refers. A leading slash stands for the version.
   *
   * @throws GypsumException INVALID if the address leads out of the version
   */
  private String path(String relative) {
    String whole = relative.startsWith("/") ? relative : links.folder() + relative;
    StringBuilder path = new StringBuilder();
    for (String part : whole.split("/", -1)) {
      if (part.equals("..")) {
        if (path.isEmpty()) {
          throw GypsumException.invalid("the address leads out of the version");
        }
        path.setLength(Math.max(0, path.lastIndexOf("/")));
      } else if (!part.isEmpty() && !part.equals(".")) {
        path.append(path.isEmpty() ? "" : "/").append(part);
      }
    }
    return path.toString();
  }

  private void setId(Heading heading) {
    StringBuilder id = new StringBuilder();
    for (Node node = next(heading); node != null && isWithin(node, heading); node = next(node)) {
      String literal = switch (node) {
        case Text text -> text.getLiteral();
        case Code code -> code.getLiteral();
        default -> "";
      };
      appendId(literal, id);
    }
    if (id.isEmpty()) {
      return;
    }
    String base = id.toString();
    String unique = base;
    while (!usedIds.add(unique)) {
      unique = base + "-" + idNumbers.merge(base, 1, Integer::sum);
    }
    ids.put(heading, unique);
  }

  @SuppressWarnings("ReferenceEquality") // Nodes have no value: equal ones are the same.
  private static boolean isSame(Node node, Node other) {
    return node == other;
  }

  private static boolean isWithin(Node node, Node ancestor) {
    for (Node at = node; at != null; at = at.getParent()) {
      if (isSame(at, ancestor)) {
        return true;
      }
    }
    return false;
  }

  private static void appendId(String text, StringBuilder id) {
    text.codePoints()
        .filter(c -> Character.isLetterOrDigit(c) || c == ' ' || c == '-' || c == '_')
        .map(c -> c == ' ' ? '-' : Character.toLowerCase(c))
        .limit(MAX_ID_CHARS - Math.min(MAX_ID_CHARS, id.length()))
        .forEach(id::appendCodePoint);
  }
}
