package io.gypsum.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** What all commands have in common. */
@Command(
    name = "gypsum",
    description = "Stores and shares versioned genomics data.",
    versionProvider = Version.class,
    synopsisSubcommandLabel = "COMMAND")
final class Gypsum {
  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      scope = ScopeType.INHERIT,
      description = "Shows this help.") boolean help;

  @Option(names = {"-V", "--version"}, versionHelp = true,
      description = "Shows the version.") boolean version;
}
