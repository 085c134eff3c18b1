package io.gypsum.cli.project;

import java.util.ArrayList;
import java.util.List;

import io.gypsum.cli.argument.ArgumentParsers;
import io.gypsum.cli.argument.Converters;
import io.gypsum.cli.client.ClientOptions;
import io.gypsum.cli.terminal.HumanText;
import io.gypsum.cli.terminal.Output;
import io.gypsum.cli.terminal.Terminal;
import io.gypsum.cli.terminal.UsageException;
import io.gypsum.client.GypsumClient;
import io.gypsum.client.PermissionsUpdate;
import io.gypsum.core.GypsumException;
import io.gypsum.core.document.Permissions;
import io.gypsum.core.document.PermissionsChange;
import io.gypsum.core.document.Uploader;
import io.gypsum.core.name.ProjectName;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "permissions",
    description = {
        "Show or change the owners and uploaders of a project.",
        "Only owners and administrators can change them."})
public final class PermissionsCommand implements Runnable {
  private final Terminal terminal;

  @Mixin ClientOptions options = new ClientOptions();

  @Parameters(paramLabel = "PROJECT", converter = Converters.ToProject.class,
      description = "Name of the project.") ProjectName project;

  @Option(names = "--add-owner", paramLabel = "ID",
      description = "Add an owner (login or organization); repeatable.") List<String> addedOwners =
          new ArrayList<>();

  @Option(names = "--remove-owner", paramLabel = "ID",
      description = "Remove an owner; repeatable.") List<String> removedOwners = new ArrayList<>();

  @Option(names = "--set-owners", paramLabel = "ID[,ID…]",
      description = "Replace all owners; '' removes all.") @Nullable String owners;

  @Option(names = "--add-uploader", paramLabel = "UPLOADER",
      converter = Converters.ToUploader.class,
      description = "Add an uploader, as JSON or " + ArgumentParsers.UPLOADER_FORM
          + ". Replaces an uploader with the same ID, asset and version; repeatable.") List<
              Uploader> addedUploaders = new ArrayList<>();

  @Option(names = "--remove-uploader", paramLabel = "ID",
      description = "Remove all permissions of an uploader; repeatable.") List<
          String> removedUploaders = new ArrayList<>();

  @Option(names = "--set-uploaders", paramLabel = "JSON",
      description = "Replace all uploaders with those of a JSON array.") @Nullable String uploaders;

  @Option(names = {"-y", "--yes"}, order = 80,
      description = "Remove the last owner without asking for confirmation.") boolean yes;

  @Option(names = {"-n", "--dry-run"}, order = 81,
      description = "Show the resulting permissions, without changing anything.") boolean dryRun;

  public PermissionsCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public void run() {
    PermissionsEdit edit = edit();
    Output output = options.output(terminal);
    try (GypsumClient client = options.client(terminal)) {
      Permissions permissions = client.fetchPermissions(project);
      PermissionsChange change = edit.changeOf(permissions);
      if (!edit.isEmpty() && change.equals(PermissionsChange.NONE)) {
        output.info("Nothing to change.");
      } else if (dryRun) {
        output.info("Would become:");
        permissions = change.applyTo(permissions);
      } else if (!edit.isEmpty() && !isConfirmed(permissions, change)) {
        output.info("Cancelled; nothing was changed.");
      } else if (!edit.isEmpty()) {
        permissions = apply(client, edit, change, output);
      }
      Permissions shown = permissions;
      output.print(shown, out -> HumanText.printPermissions(shown, out));
    }
  }

  /** A project without owners can only be managed by administrators, so its last owner is removed only on purpose. */
  private boolean isConfirmed(Permissions before, PermissionsChange change) {
    boolean removesAllOwners =
        !before.owners().isEmpty() && change.applyTo(before).owners().isEmpty();
    return !removesAllOwners || yes
        || terminal.confirm(
            "Remove the last owner of project '" + project
                + "', so that only administrators can manage it?",
            "--yes");
  }

  /** Additions are merged with the permissions that exist at the time of the write. */
  private Permissions apply(
      GypsumClient client, PermissionsEdit edit, PermissionsChange change, Output output) {
    PermissionsUpdate update =
        edit.onlyAdds()
            ? client.setPermissions(project, edit.additions())
            : client.replacePermissionsAllowingNoOwners(project, change);
    if (update.changedMeanwhile()) {
      output.info(
          "The permissions were changed by another request at the same time; check the result.");
    }
    return update.after();
  }

  private PermissionsEdit edit() {
    return new PermissionsEdit(
        ids(owners), removedOwners, addedOwners, uploaderList(uploaders), removedUploaders,
        addedUploaders);
  }

  private static @Nullable List<String> ids(@Nullable String text) {
    return text == null
        ? null
        : List.of(text.split(",")).stream().map(String::strip).filter(id -> !id.isEmpty()).toList();
  }

  private static @Nullable List<Uploader> uploaderList(@Nullable String text) {
    try {
      return text == null ? null : ArgumentParsers.parseUploaders(text);
    } catch (GypsumException e) {
      throw new UsageException("--set-uploaders: " + e.reason(), e);
    }
  }
}
