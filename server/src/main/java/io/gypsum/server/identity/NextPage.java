package io.gypsum.server.identity;

import java.net.URI;
import java.net.http.HttpHeaders;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/** The {@code Link} header with which GitHub says where a list goes on (RFC 8288). */
final class NextPage {
  private static final Pattern LINK = Pattern.compile("<([^>]*)>([^<]*)");
  private static final Pattern NEXT =
      Pattern.compile(";\\s*rel\\s*=\\s*(\"([^\"]*\\s)?next(\\s[^\"]*)?\"|next\\b)");

  private NextPage() {}

  /** The address of the page after {@code current}, or null when it was the last, or the header makes no sense. */
  static @Nullable URI after(URI current, HttpHeaders headers) {
    for (String header : headers.allValues("Link")) {
      Matcher link = LINK.matcher(header);
      while (link.find()) {
        if (NEXT.matcher(link.group(2)).find()) {
          try {
            return current.resolve(link.group(1));
          } catch (IllegalArgumentException e) {
            return null;
          }
        }
      }
    }
    return null;
  }
}
