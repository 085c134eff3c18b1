package io.gypsum.e2e.admin;

import java.net.URI;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Translates the names of the guide for the sandbox: the only differences from a real installation. Machines are directories below one root, and their ports are ports of this machine.
 */
final class GuideNames {
  private static final int TLS = 0;
  private static final int PLAIN = 1;
  private static final List<String> SERVERS = List.of("server1", "server2", "alone");

  private final Path root;
  private final URI s3;
  private final URI github;
  private final String id;
  /** Two of nginx on {@code proxy}, one for each server, two of nginx on {@code alone}. */
  private final List<Integer> ports = FreePorts.free(2 + SERVERS.size() + 2);

  /**
   * @param s3 the endpoint of the S3-compatible service
   * @param github the address of the {@link GitHubStub}
   * @param id a suffix that makes the names in the shared S3-compatible service unique
   */
  GuideNames(Path root, URI s3, URI github, String id) {
    this.root = root;
    this.s3 = s3;
    this.github = github;
    this.id = id;
  }

  /** Translates the text of a block for a machine. */
  String on(String host, String text) {
    Map<String, Function<MatchResult, String>> table = table(host);
    Pattern any = Pattern.compile("(" + String.join(")|(", table.keySet()) + ")");
    List<Function<MatchResult, String>> meanings = List.copyOf(table.values());
    return any.matcher(text)
        .replaceAll(found -> Matcher.quoteReplacement(meanings.get(row(found)).apply(found)));
  }

  /** Returns the row that matched; the patterns of the rows contain no groups. */
  private static int row(MatchResult found) {
    for (int i = 1; i <= found.groupCount(); i++) {
      if (found.group(i) != null) {
        return i - 1;
      }
    }
    throw new IllegalStateException();
  }

  private Map<String, Function<MatchResult, String>> table(String host) {
    Map<String, Function<MatchResult, String>> table = new LinkedHashMap<>();
    table.put("https://gypsum\\.example\\.org", found -> site(host).toString());
    table.put("gypsum\\.example\\.org", found -> "localhost");
    table.put("https://s3\\.example\\.org", found -> s3.toString());
    table.put("https://api\\.github\\.com", found -> github + "/api/v3");
    table.put(
        "(?:server1|server2):4444", found -> "127.0.0.1:" + port(found.group().split(":")[0]));
    table.put("(?:localhost|127\\.0\\.0\\.1):4444", found -> "127.0.0.1:" + port(host));
    table.put("port = 4444", found -> "port = " + port(host));
    table.put("\\b(?:0\\.0\\.0\\.0|192\\.0\\.2\\.10)\\b", found -> "127.0.0.1");
    table.put("listen 80;", found -> "listen 127.0.0.1:" + nginxPort(host, PLAIN) + ";");
    table.put("listen 443 ssl;", found -> "listen 127.0.0.1:" + nginxPort(host, TLS) + " ssl;");
    table.put("gypsum-(?:owner|server|reader|files)(?![\\w-])", found -> found.group() + "-" + id);
    table.put(
        "\\b(?:" + String.join("|", Sandbox.HOSTS) + "):/",
        found -> directory(found.group().replace(":/", "")) + "/");
    table.put("\\$server:/", found -> root + "/$server/");
    table.put(
        "(?<![\\w.$}~-])/(?:etc|home|opt|root|srv|usr/local|usr/share/doc|var)(?=[/\\s])",
        found -> directory(host) + found.group());
    return table;
  }

  /** Returns the root directory of a machine. */
  Path directory(String host) {
    return root.resolve(host);
  }

  int port(String server) {
    return ports.get(2 + SERVERS.indexOf(server));
  }

  /** Returns the address of the service for users. */
  URI site() {
    return site("proxy");
  }

  private URI site(String host) {
    return URI.create("https://localhost:" + nginxPort(host, TLS));
  }

  private int nginxPort(String host, int index) {
    return ports.get(host.equals("alone") ? 2 + SERVERS.size() + index : index);
  }

  URI plainSite() {
    return URI.create("http://localhost:" + ports.get(PLAIN));
  }

  String bucket() {
    return "gypsum-files-" + id;
  }

  String user(String name) {
    return "gypsum-" + name + "-" + id;
  }
}
