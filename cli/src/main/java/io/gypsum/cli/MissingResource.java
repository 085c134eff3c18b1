package io.gypsum.cli;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.gypsum.client.failure.RequestFailedException;

/**
 * Describes requests that failed because a project, an asset or a version does not exist, by the command that lists what exists
 * instead. Servers and the client library cannot refer to commands.
 */
final class MissingResource {
  private static final Pattern MISSING =
      Pattern.compile("\\b(project|asset|version) '([^']+)' does not exist");

  private MissingResource() {}

  /** @param failure a failure of the kind {@code NOT_FOUND} */
  static String message(RequestFailedException failure) {
    String reason = failure.reason();
    Matcher missing = MISSING.matcher(reason);
    if (missing.find()) {
      // What was requested is an internal document, or was named by the user.
      String problem = reason.substring(missing.start());
      return missing.end() < reason.length()
          ? problem
          : problem + "; " + list(missing.group(2));
    }
    // Otherwise the server does not have the route, or is not a gypsum server.
    return failure.serverReason().orElse("").contains("does not exist")
        ? reason + "; use 'gypsum ls' to list what exists"
        : reason + "; check that the URL is that of a gypsum server: 'gypsum config' shows it";
  }

  /** Returns how to list the siblings of a project, an asset or a version. */
  private static String list(String name) {
    int parent = name.lastIndexOf('/');
    if (parent < 0) {
      return "'gypsum ls' lists the projects";
    }
    String above = name.substring(0, parent);
    return "'gypsum ls " + above + "' lists the "
        + (above.contains("/") ? "versions of the asset" : "assets of the project");
  }
}
