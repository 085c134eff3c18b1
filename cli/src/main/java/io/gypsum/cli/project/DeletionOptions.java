package io.gypsum.cli.project;

import io.gypsum.cli.argument.ResourceName;
import io.gypsum.cli.terminal.Output;
import io.gypsum.cli.terminal.UsageException;
import io.gypsum.core.json.JsonWritable;
import picocli.CommandLine.Option;

/** The options of commands that delete, and the confirmation and report that they have in common. */
final class DeletionOptions {
  @Option(names = {"-y", "--yes"}, order = 80,
      description = "Delete without asking for confirmation.") boolean yes;

  @Option(names = {"-n", "--dry-run"}, order = 81,
      description = "Print what would be deleted, without deleting anything.") boolean dryRun;

  /**
   * Deletes if the user confirms, and reports the result.
   *
   * @param contents what is lost with {@code name}, in words; may be empty
   * @throws UsageException if {@code --yes} is not given and there is no terminal to ask on
   */
  void delete(Output output, ResourceName name, String contents, Runnable deletion) {
    String description = name + (contents.isEmpty() ? "" : " (" + contents + ")");
    if (dryRun) {
      output.done(json(name, false), "Would delete " + description + ".");
    } else if (yes
        || output.terminal().confirm("Delete " + description + " permanently?", "--yes")) {
      deletion.run();
      output.done(json(name, true), "Deleted " + name + ".");
    } else {
      output.done(json(name, false), "Cancelled; nothing was deleted.");
    }
  }

  private static JsonWritable json(ResourceName name, boolean deleted) {
    return json -> {
      json.writeStartObject();
      name.writeProperties(json);
      json.writeBooleanProperty("deleted", deleted);
      json.writeEndObject();
    };
  }
}
