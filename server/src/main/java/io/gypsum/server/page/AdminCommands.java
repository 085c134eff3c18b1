package io.gypsum.server.page;

import java.util.List;

import io.gypsum.core.name.ProjectName;
import io.gypsum.server.page.Page.CommandExample;
import org.jspecify.annotations.Nullable;

/**
 * Commands that do the same as the pages of administrators. Those about accounts and the audit log run on the machine of
 * the server and read its settings file, at the path that the packages use.
 */
public final class AdminCommands {
  private static final String CONFIG = " --config /etc/gypsum/gypsum.conf";

  private AdminCommands() {}

  /** Returns commands that show the state of the server. */
  public static List<CommandExample> ofServer(PageUrls urls) {
    String url = server(urls);
    return List.of(
        new CommandExample("gypsum", "gypsum health --url " + CodeText.shell(url)),
        curl("curl", urls, urls.path("health", "ready")),
        curl("metrics", urls, urls.path("metrics")));
  }

  /** Returns commands that create a project. */
  public static List<CommandExample> create(PageUrls urls) {
    return List.of(
        new CommandExample(
            "gypsum",
            "gypsum create my-project --owner alice --baseline 10GB --growth 20GB" + url(urls)),
        new CommandExample(
            "curl",
            "curl -f -X POST -H \"Authorization: Bearer $GYPSUM_TOKEN\" -H 'Content-Type: application/json'"
                + " \\\n  -d '{\"permissions\": {\"owners\": [\"alice\"]}}' "
                + CodeText.shell(urls.absolute(urls.path("create", "my-project")))));
  }

  /** Returns commands that show and change quotas. */
  public static List<CommandExample> quotas(PageUrls urls) {
    return List.of(
        new CommandExample(
            "gypsum",
            "gypsum quota my-project" + url(urls)
                + "\ngypsum quota my-project --baseline 50GB --growth 20GB" + url(urls)
                + "\ngypsum refresh usage my-project" + url(urls)));
  }

  /** @param project null for an example */
  public static List<CommandExample> unlock(PageUrls urls, @Nullable ProjectName project) {
    String name = project == null ? "my-project" : project.value();
    return List.of(
        new CommandExample("gypsum", "gypsum unlock" + url(urls) + " " + CodeText.argument(name)),
        new CommandExample(
            "curl",
            "curl -f -X DELETE -H \"Authorization: Bearer $GYPSUM_TOKEN\" "
                + CodeText.shell(urls.absolute(urls.path("unlock", name)))));
  }

  /** Returns commands that show the audit log. {@code options} are names and values, alternating; empty values are left out. */
  public static List<CommandExample> audit(String... options) {
    StringBuilder command = new StringBuilder("gypsum audit" + CONFIG);
    for (int i = 0; i < options.length; i += 2) {
      if (!options[i + 1].isEmpty()) {
        command.append(" --").append(options[i]).append('=').append(CodeText.shell(options[i + 1]));
      }
    }
    return List.of(new CommandExample("gypsum", command.toString()));
  }

  /** @param account null for an example */
  public static List<CommandExample> accounts(@Nullable String account) {
    String name = account == null ? "bob" : CodeText.argument(account);
    return List.of(
        new CommandExample(
            "gypsum",
            "gypsum account list" + CONFIG + "\ngypsum account add" + CONFIG + " bob"
                + "\ngypsum account rotate" + CONFIG + " " + name + "\ngypsum account remove"
                + CONFIG + " " + name));
  }

  private static String server(PageUrls urls) {
    return urls.absolute(urls.publicPath());
  }

  private static String url(PageUrls urls) {
    return " --url " + CodeText.shell(server(urls));
  }

  private static CommandExample curl(String label, PageUrls urls, String path) {
    return new CommandExample(label, "curl -f " + CodeText.shell(urls.absolute(path)));
  }
}
