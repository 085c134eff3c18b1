package io.gypsum.cli.project;

import java.util.ArrayList;
import java.util.List;

import io.gypsum.cli.argument.Converters;
import io.gypsum.cli.argument.UploaderText;
import io.gypsum.cli.connection.ClientOptions;
import io.gypsum.cli.terminal.Output;
import io.gypsum.cli.terminal.PermissionsText;
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
    description = "Shows who owns a project and who may upload to it, or changes that first; changes"
        + " are for owners and administrators.")
public final class PermissionsCommand implements Runnable {
  private final Terminal terminal;

  @Mixin ClientOptions options = new ClientOptions();

  @Parameters(paramLabel = "PROJECT", converter = Converters.ToProject.class,
      description = "The project.") ProjectName project;

  @Option(names = "--add-owner", paramLabel = "ID",
      description = "A login or an organisation; repeatable.") List<String> addedOwners =
          new ArrayList<>();

  @Option(names = "--remove-owner", paramLabel = "ID",
      description = "Repeatable.") List<String> removedOwners = new ArrayList<>();

  @Option(names = "--set-owners", paramLabel = "ID[,ID…]",
      description = "Replaces all owners by these; '' leaves none.") @Nullable String owners;

  @Option(names = "--add-uploader", paramLabel = "UPLOADER",
      converter = Converters.ToUploader.class,
      description = "JSON or ID[,asset=A][,version=V][,until=TIME][,trusted]; replaces one with the same"
          + " ID, asset and version; repeatable.") List<Uploader> addedUploaders =
              new ArrayList<>();

  @Option(names = "--remove-uploader", paramLabel = "ID",
      description = "All rights of that login or organisation; repeatable.") List<
          String> removedUploaders = new ArrayList<>();

  @Option(names = "--set-uploaders", paramLabel = "JSON",
      description = "Replaces all uploaders by those of a JSON array.") @Nullable String uploaders;

  @Option(names = {"-n", "--dry-run"},
      description = "Shows what would come of it and changes nothing.") boolean dryRun;

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
      if (!edit.isNothing() && change.equals(PermissionsChange.NONE)) {
        output.say("That is so already; nothing changes.");
      } else if (dryRun) {
        output.say("It would become:");
        permissions = change.applyTo(permissions);
      } else if (!edit.isNothing()) {
        permissions = apply(client, edit, change, output);
      }
      Permissions shown = permissions;
      output.print(shown, out -> PermissionsText.print(shown, out));
    }
  }

  /** What is only added is added to what is there by then, whatever that is. */
  private Permissions apply(
      GypsumClient client, PermissionsEdit edit, PermissionsChange change, Output output) {
    PermissionsUpdate update =
        edit.onlyAdds()
            ? client.setPermissions(project, edit.additions(), true)
            : client.setPermissions(project, change, false);
    if (update.changedMeanwhile()) {
      output.say("Somebody else changed them at the same time: see whether this is what you want.");
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
      return text == null ? null : UploaderText.parseList(text);
    } catch (GypsumException e) {
      throw new UsageException("--set-uploaders is " + e.reason(), e);
    }
  }
}
