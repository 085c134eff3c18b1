package io.gypsum.server.page.manage;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

import io.gypsum.core.document.Permissions;
import io.gypsum.core.document.PermissionsChange;
import io.gypsum.core.document.Uploader;
import io.gypsum.core.json.JsonOutput;
import io.gypsum.core.name.ProjectName;
import io.gypsum.server.operation.PermissionsDifference;
import io.gypsum.server.page.CodeText;
import io.gypsum.server.page.Page.CommandExample;
import io.gypsum.server.page.PageUrls;

/** The commands and requests that make exactly the change of a preview. */
record PermissionsCommands(
    PageUrls urls, ProjectName project, Permissions before, Permissions after) {
  /** Longer examples are left out, since people would not copy them. */
  private static final int MAX_CHARS = 8_000;

  List<CommandExample> examples(PermissionsChange change) {
    List<CommandExample> all = new ArrayList<>();
    all.add(new CommandExample("gypsum", gypsum()));
    all.add(
        new CommandExample(
            "curl",
            "curl -f -X PUT -H \"Authorization: Bearer $GYPSUM_TOKEN\" -d "
                + CodeText.shell(JsonOutput.text(change)) + " "
                + CodeText.shell(urls.absolute(urls.path("permissions", project.value())))));
    if (after.uploaders().stream().allMatch(Uploader::isValid)) {
      all.add(1, new CommandExample("Python", python(change)));
      all.add(1, new CommandExample("R", r(change)));
    }
    return all.stream().filter(example -> example.text().length() <= MAX_CHARS).toList();
  }

  private String server() {
    return urls.absolute(urls.publicPath());
  }

  private String gypsum() {
    StringBuilder command =
        new StringBuilder("gypsum permissions --url ").append(CodeText.shell(server()));
    PermissionsDifference.without(before.owners(), after.owners())
        .forEach(id -> command.append(option("remove-owner", id)));
    PermissionsDifference.without(after.owners(), before.owners())
        .forEach(id -> command.append(option("add-owner", id)));
    List<Uploader> removed =
        PermissionsDifference.without(before.uploaders(), after.uploaders());
    List<Uploader> added = PermissionsDifference.without(after.uploaders(), before.uploaders());
    Set<String> remaining =
        after.uploaders().stream().map(Uploader::id).collect(Collectors.toSet());
    if (removed.stream().anyMatch(entry -> remaining.contains(entry.id()))) {
      command.append(
          option(
              "set-uploaders",
              after.uploaders()
                  .stream()
                  .map(JsonOutput::text)
                  .collect(Collectors.joining(",", "[", "]"))));
    } else {
      removed.stream()
          .map(Uploader::id)
          .distinct()
          .forEach(id -> command.append(option("remove-uploader", id)));
      added.forEach(entry -> command.append(option("add-uploader", JsonOutput.text(entry))));
    }
    if (after.owners().isEmpty() && !before.owners().isEmpty()) {
      command.append(" --yes");
    }
    return command.append(' ').append(CodeText.argument(project.value())).toString();
  }

  private static String option(String name, String value) {
    return " --" + name + "=" + CodeText.shell(value);
  }

  private String r(PermissionsChange change) {
    return "gypsum::setPermissions(" + CodeText.r(project.value())
        + owners(change, "c(", ")")
        + uploaders(change, entry -> "list(" + fields(entry, "", "=", "TRUE") + ")", "list(", ")")
        + ", append=FALSE, url=" + CodeText.r(server()) + ")";
  }

  private String python(PermissionsChange change) {
    return "import gypsum_client\n\ngypsum_client.set_permissions("
        + CodeText.python(project.value())
        + owners(change, "[", "]")
        + uploaders(change, entry -> "{" + fields(entry, "\"", ": ", "True") + "}", "[", "]")
        + ", append=False, url=" + CodeText.python(server()) + ")";
  }

  private static String owners(PermissionsChange change, String start, String end) {
    List<String> owners = change.owners();
    return owners == null
        ? ""
        : ", owners=" + start + CodeText.arguments(owners.toArray(String[]::new)) + end;
  }

  private static String uploaders(
      PermissionsChange change, Function<Uploader, String> entry, String start, String end) {
    List<Uploader> uploaders = change.uploaders();
    return uploaders == null
        ? ""
        : uploaders.stream()
            .map(entry)
            .collect(Collectors.joining(", ", ", uploaders=" + start, end));
  }

  /** Returns the properties of an uploader with literals that R and Python share. */
  private static String fields(Uploader entry, String quote, String assign, String yes) {
    List<String> fields = new ArrayList<>();
    fields.add(quote + "id" + quote + assign + CodeText.python(entry.id()));
    if (entry.asset() != null) {
      fields.add(quote + "asset" + quote + assign + CodeText.python(entry.asset()));
    }
    if (entry.version() != null) {
      fields.add(quote + "version" + quote + assign + CodeText.python(entry.version()));
    }
    if (entry.until() != null) {
      fields.add(quote + "until" + quote + assign + CodeText.python(entry.until().toString()));
    }
    if (entry.isTrusted()) {
      fields.add(quote + "trusted" + quote + assign + yes);
    }
    return String.join(", ", fields);
  }
}
