package io.gypsum.cli.project;

import io.gypsum.cli.argument.Converters;
import io.gypsum.cli.connection.ClientOptions;
import io.gypsum.cli.terminal.Output;
import io.gypsum.cli.terminal.Sizes;
import io.gypsum.cli.terminal.Terminal;
import io.gypsum.client.GypsumClient;
import io.gypsum.core.document.Quota;
import io.gypsum.core.document.QuotaChange;
import io.gypsum.core.name.ProjectName;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "quota",
    description = "Shows how much a project may hold, or changes that first; changes are for"
        + " administrators.")
public final class QuotaCommand implements Runnable {
  private final Terminal terminal;

  @Mixin ClientOptions options = new ClientOptions();

  @Parameters(paramLabel = "PROJECT", converter = Converters.ToProject.class,
      description = "The project.") ProjectName project;

  @Option(names = "--baseline", paramLabel = "SIZE", converter = Converters.ToBytes.class,
      description = "What it may hold in the year, such as 10GB or 5GiB.") @Nullable Long baseline;

  @Option(names = "--growth", paramLabel = "SIZE", converter = Converters.ToBytes.class,
      description = "What is added to that every year after.") @Nullable Long growth;

  @Option(names = "--year", paramLabel = "YEAR",
      description = "The year of the baseline.") @Nullable Integer year;

  @Option(names = {"-n", "--dry-run"},
      description = "Shows what would come of it and changes nothing.") boolean dryRun;

  public QuotaCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public void run() {
    Output output = options.output(terminal);
    QuotaChange change = new QuotaChange(baseline, growth, year);
    try (GypsumClient client = options.client(terminal)) {
      if (!change.equals(QuotaChange.NONE) && !dryRun) {
        client.setQuota(project, change);
      }
      Quota now = client.fetchQuota(project);
      Quota quota = dryRun ? change.applyTo(now) : now;
      output.print(
          quota,
          out -> {
            out.println(
                "baseline   " + Sizes.bytes(quota.baselineBytes()) + " in " + quota.year());
            out.println("growth     " + Sizes.bytes(quota.growthBytesPerYear()) + " a year");
          });
    }
  }
}
