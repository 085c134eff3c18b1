package io.gypsum.cli.cache;

import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Predicate;

import io.gypsum.cli.argument.Converters;
import io.gypsum.cli.argument.ResourceName;
import io.gypsum.cli.client.ClientOptions;
import io.gypsum.cli.terminal.ExitCode;
import io.gypsum.cli.terminal.HumanText;
import io.gypsum.cli.terminal.Output;
import io.gypsum.cli.terminal.Table;
import io.gypsum.cli.terminal.Terminal;
import io.gypsum.cli.terminal.UsageException;
import io.gypsum.client.CachedVersion;
import io.gypsum.client.GypsumClient;
import io.gypsum.client.LocalCache;
import io.gypsum.core.GypsumException;
import io.gypsum.core.PastTime;
import io.gypsum.core.Timestamps;
import io.gypsum.core.name.UserPath;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.core.JsonGenerator;

/** {@code gypsum cache ls}, {@code rm}, {@code prune} and {@code verify}. */
@Command(
    name = "cache",
    synopsisSubcommandLabel = "COMMAND",
    description = "List, verify and delete the versions in the cache.")
public final class CacheCommand {
  private CacheCommand() {}

  public static CommandLine create(Terminal terminal) {
    return new CommandLine(new CacheCommand())
        .addSubcommand(new ListVersions(terminal))
        .addSubcommand(new Remove(terminal))
        .addSubcommand(new Prune(terminal, InstantSource.system()))
        .addSubcommand(new Verify(terminal));
  }

  /** Returns whether a version is the named resource or belongs to it; always true if {@code name} is null. */
  private static Predicate<CachedVersion> matches(@Nullable ResourceName name) {
    return cached -> switch (name) {
      case null -> true;
      case ResourceName.OfProject(var project) -> cached.version().project().equals(project);
      case ResourceName.OfAsset(var asset) -> cached.version().projectAsset().equals(asset);
      case ResourceName.OfVersion(var version) -> cached.version().equals(version);
    };
  }

  private static List<CachedVersion> select(LocalCache cache, @Nullable ResourceName name) {
    return select(cache.versions(), name);
  }

  private static List<CachedVersion> select(
      List<CachedVersion> versions, @Nullable ResourceName name) {
    List<CachedVersion> selected = versions.stream().filter(matches(name)).toList();
    if (selected.isEmpty() && name != null) {
      throw GypsumException.notFound(
          "'" + name + "' is not in the cache; 'gypsum cache ls' lists all versions");
    }
    return selected;
  }

  private static void writeProperties(JsonGenerator json, CachedVersion cached) {
    ResourceName.writeProperties(json, cached.version());
    json.writeNumberProperty("files", cached.files().count());
    json.writeNumberProperty("size", cached.files().sizeBytes());
    json.writeNumberProperty("shared", cached.files().sharedBytes());
    json.writeBooleanProperty("complete", cached.isComplete());
    json.writeStringProperty("last_use", Timestamps.format(cached.lastUse()));
    json.writeName("clones").writeStartArray();
    cached.clones().forEach(directory -> json.writeString(directory.toString()));
    json.writeEndArray();
  }

  @Command(
      name = "ls",
      description = "List the versions in the cache, with their sizes, last use and clones.")
  private static final class ListVersions implements Runnable {
    private final Terminal terminal;

    @Mixin ClientOptions options = new ClientOptions();

    @Parameters(arity = "0..1", paramLabel = "PROJECT[/ASSET[/VERSION]]",
        converter = Converters.ToResourceName.class,
        description = "Project, asset or version to list (default: everything).") @Nullable ResourceName name;

    ListVersions(Terminal terminal) {
      this.terminal = terminal;
    }

    @Override
    public void run() {
      try (GypsumClient client = options.client(terminal)) {
        List<CachedVersion> versions =
            select(
                client.localCache()
                    .versions()
                    .stream()
                    // 'ls' and 'show' cache documents of versions that were never downloaded.
                    .filter(cached -> cached.files().count() > 0)
                    .toList(),
                name);
        Output output = options.output(terminal);
        output.print(json -> {
          json.writeStartArray();
          for (CachedVersion cached : versions) {
            json.writeStartObject();
            writeProperties(json, cached);
            json.writeEndObject();
          }
          json.writeEndArray();
        }, out -> print(out, versions));
      }
    }

    private static void print(PrintStream out, List<CachedVersion> versions) {
      Table table = new Table("VERSION", "FILES", "SIZE", "LAST USE", "");
      for (CachedVersion cached : versions) {
        table.add(
            cached.version().toString(), String.valueOf(cached.files().count()),
            HumanText.bytes(cached.files().sizeBytes()), Timestamps.format(cached.lastUse()),
            notes(cached));
      }
      table.printTo(out);
    }

    private static String notes(CachedVersion cached) {
      List<String> notes = new ArrayList<>();
      if (!cached.isComplete()) {
        notes.add("incomplete");
      }
      if (cached.files().sharedBytes() > 0) {
        notes.add(HumanText.bytes(cached.files().sharedBytes()) + " shared");
      }
      List<Path> clones = cached.clones();
      if (!clones.isEmpty()) {
        notes.add(
            "cloned into " + clones.get(0)
                + (clones.size() == 1 ? "" : " and " + (clones.size() - 1) + " more"));
      }
      return String.join("  ", notes);
    }
  }

  /** Deletes versions, or prints what would be deleted, and reports each version that cannot be deleted. */
  private record Removal(LocalCache cache, boolean dryRun, Output output, Terminal terminal) {
    int run(List<CachedVersion> versions) {
      List<CachedVersion> removed = new ArrayList<>();
      List<String> kept = new ArrayList<>();
      for (CachedVersion cached : versions) {
        Optional<String> obstacle =
            dryRun ? cache.obstacle(cached) : cache.removeIfUnused(cached);
        obstacle.ifPresentOrElse(
            reason -> kept.add(cached.version() + ": " + reason), () -> removed.add(cached));
      }
      report(removed, kept);
      return kept.isEmpty() ? ExitCode.OK : ExitCode.LOCKED;
    }

    private void report(List<CachedVersion> removed, List<String> kept) {
      long freed =
          removed.stream()
              .mapToLong(cached -> cached.files().sizeBytes() - cached.files().sharedBytes())
              .sum();
      List<String> messages = new ArrayList<>();
      removed.forEach(
          cached -> messages.add((dryRun ? "Would delete " : "Deleted ") + cached.version() + "."));
      if (kept.isEmpty() || !removed.isEmpty()) {
        messages.add(
            (dryRun ? "Would free " : "Freed ") + HumanText.bytes(freed) + " of "
                + HumanText.count(removed.size(), "version") + ".");
      }
      output.done(json -> {
        json.writeStartObject();
        json.writeBooleanProperty("dry_run", dryRun);
        json.writeNumberProperty("freed", freed);
        json.writeName("deleted").writeStartArray();
        for (CachedVersion cached : removed) {
          json.writeStartObject();
          writeProperties(json, cached);
          json.writeEndObject();
        }
        json.writeEndArray();
        json.writeName("kept").writeStartArray();
        kept.forEach(json::writeString);
        json.writeEndArray();
        json.writeEndObject();
      }, messages);
      if (!output.json()) {
        // Printed even with --quiet, since the reasons explain the exit code.
        kept.forEach(reason -> terminal.err().println("gypsum: kept " + reason));
      }
    }
  }

  @Command(
      name = "rm",
      description = {
          "Delete versions from the cache.",
          "They stay on the server. Versions that a process on this machine or a clone uses are kept."})
  private static final class Remove implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin ClientOptions options = new ClientOptions();

    @Parameters(paramLabel = "PROJECT[/ASSET[/VERSION]]",
        converter = Converters.ToResourceName.class,
        description = "Project, asset or version to delete from the cache.") ResourceName name;

    @Option(names = {"-n", "--dry-run"},
        description = "Print what would be deleted, without deleting anything.") boolean dryRun;

    Remove(Terminal terminal) {
      this.terminal = terminal;
    }

    @Override
    public Integer call() {
      try (GypsumClient client = options.client(terminal)) {
        LocalCache cache = client.localCache();
        return new Removal(cache, dryRun, options.output(terminal), terminal)
            .run(select(cache, name));
      }
    }
  }

  @Command(
      name = "prune",
      description = {
          "Delete unused versions from the cache.",
          "They stay on the server. Versions that a process on this machine or a clone uses are kept."})
  private static final class Prune implements Callable<Integer> {
    private final Terminal terminal;
    private final InstantSource clock;

    @Mixin ClientOptions options = new ClientOptions();

    @Option(names = "--unused-since", paramLabel = "TIME", required = true,
        description = "Delete versions whose last use was before TIME: 12h, 30d, 2030-01-31 or"
            + " 2030-01-31T12:00:00Z.") String since = "";

    @Option(names = {"-n", "--dry-run"},
        description = "Print what would be deleted, without deleting anything.") boolean dryRun;

    Prune(Terminal terminal, InstantSource clock) {
      this.terminal = terminal;
      this.clock = clock;
    }

    @Override
    public Integer call() {
      Instant before = before();
      try (GypsumClient client = options.client(terminal)) {
        LocalCache cache = client.localCache();
        List<CachedVersion> unused =
            cache.versions()
                .stream()
                .filter(cached -> cached.lastUse().isBefore(before))
                .toList();
        return new Removal(cache, dryRun, options.output(terminal), terminal).run(unused);
      }
    }

    private Instant before() {
      try {
        return PastTime.since(since, clock.instant());
      } catch (GypsumException e) {
        throw new UsageException("--unused-since: " + e.reason(), e);
      }
    }
  }

  @Command(
      name = "verify",
      description = {
          "Compare the MD5 of all cached files with their manifests.",
          "If the cache can be written, the next 'gypsum get' of a version replaces its corrupt and"
              + " missing files."})
  private static final class Verify implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin ClientOptions options = new ClientOptions();

    @Parameters(arity = "0..1", paramLabel = "PROJECT[/ASSET[/VERSION]]",
        converter = Converters.ToResourceName.class,
        description = "Project, asset or version to verify (default: everything).") @Nullable ResourceName name;

    Verify(Terminal terminal) {
      this.terminal = terminal;
    }

    /** A corrupt or missing file. */
    private record Problem(CachedVersion cached, UserPath path, String kind) {}

    @Override
    public Integer call() {
      try (GypsumClient client = options.client(terminal)) {
        LocalCache cache = client.localCache();
        List<Problem> problems = new ArrayList<>();
        int checked = 0;
        boolean isReplaceable = true;
        for (CachedVersion cached : select(cache, name)) {
          LocalCache.Comparison result = cache.verify(cached);
          checked += result.checked();
          isReplaceable &= result.isReplaceable();
          result.corrupt().forEach(path -> problems.add(new Problem(cached, path, "damaged")));
          result.missing().forEach(path -> problems.add(new Problem(cached, path, "missing")));
        }
        report(problems, checked, isReplaceable);
        return problems.isEmpty() ? ExitCode.OK : ExitCode.FAILED;
      }
    }

    private void report(List<Problem> problems, int checked, boolean isReplaceable) {
      Output output = options.output(terminal);
      output.print(json -> {
        json.writeStartObject();
        json.writeNumberProperty("checked", checked);
        json.writeName("problems").writeStartArray();
        for (Problem problem : problems) {
          json.writeStartObject();
          ResourceName.writeProperties(json, problem.cached().version());
          json.writeStringProperty("path", problem.path().value());
          json.writeStringProperty("kind", problem.kind());
          json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
      }, out -> problems.forEach(
          problem -> out.println(
              problem.kind() + "  " + problem.cached().version() + ":" + problem.path())));
      if (!output.json()) {
        output.info(
            "Verified " + HumanText.count(checked, "file") + ": "
                + (problems.isEmpty()
                    ? "no problems found."
                    : HumanText.count(problems.size(), "problem")
                        + (isReplaceable
                            ? "; 'gypsum get' downloads these files again."
                            : "; 'gypsum get' cannot replace these files, since the cache cannot be"
                                + " written: use a cache directory of your own (--cache or"
                                + " GYPSUM_CACHE_DIR).")));
      }
    }
  }
}
