package io.gypsum.e2e.admin;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;

import io.gypsum.e2e.admin.GuideBlock.Commands;
import io.gypsum.e2e.admin.GuideBlock.Output;
import io.gypsum.e2e.admin.GuideBlock.TextFile;
import io.gypsum.e2e.harness.Eventually;

import static org.assertj.core.api.Assertions.assertThat;

/** Runs the blocks of a page in their order. */
final class GuideRunner {
  private static final String CRON = "/etc/cron.d/";
  private static final String UNITS = "/etc/systemd/system/";

  private final Sandbox sandbox;
  private final SystemdStub services;
  /** The output of each machine for the last block of commands. */
  private final List<String> printed = new ArrayList<>();

  GuideRunner(Sandbox sandbox, SystemdStub services) {
    this.sandbox = sandbox;
    this.services = services;
  }

  void run(List<GuideBlock> blocks) {
    run(blocks, (block, work) -> work.run());
  }

  /** @param around called for each block with an action that runs it */
  void run(List<GuideBlock> blocks, BiConsumer<GuideBlock, Runnable> around) {
    for (int i = 0; i < blocks.size(); i++) {
      GuideBlock block = blocks.get(i);
      List<GuideBlock> rest = blocks.subList(i + 1, blocks.size());
      try {
        around.accept(block, () -> run(block, rest));
      } catch (AssertionError e) {
        throw new AssertionError(block.where() + ": " + e.getMessage(), e);
      }
    }
  }

  private void run(GuideBlock block, List<GuideBlock> rest) {
    switch (block) {
      case Commands commands -> {
        printed.clear();
        for (String host : commands.hosts()) {
          printed.add(run(host, commands.text()));
        }
      }
      case TextFile file -> {
        requireUse(file, rest);
        for (String host : file.hosts()) {
          write(host, file);
        }
      }
      case Output output -> assertThat(printed).isNotEmpty()
          .allSatisfy(each -> assertThat(each).matches(wildcard(output.text())));
    }
  }

  private static Pattern wildcard(String text) {
    return Pattern.compile(
        Pattern.quote(text).replace("…", "\\E.*?\\Q"), Pattern.DOTALL);
  }

  /** Asserts that a later block uses the file: an unused file would not be tested. */
  private static void requireUse(TextFile file, List<GuideBlock> rest) {
    String path = file.path();
    if (!path.startsWith(CRON)) {
      String use = path.startsWith(UNITS)
          ? "systemctl enable --now " + path.substring(UNITS.length()).replace(".service", "")
          : path.startsWith("/etc/nginx/") ? "nginx -t"
          : path;
      assertThat(rest).as("blocks after it that use %s", path)
          .extracting(GuideBlock::text)
          .anyMatch(text -> text.contains(use));
    }
  }

  private void write(String host, TextFile file) {
    String text = sandbox.names().on(host, file.text());
    try {
      Files.writeString(sandbox.path(host, file.path()), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    if (file.path().startsWith(CRON)) {
      runJobs(host, file.path().substring(CRON.length()), CronFile.parse(text));
    }
  }

  /** Runs each job once and asserts that it prints nothing, since cron mails the output of jobs. */
  private void runJobs(String host, String name, CronFile file) {
    assertThat(name).as("a file name that cron accepts").matches("[A-Za-z0-9_-]+");
    for (String command : file.commands()) {
      Map<String, String> environment = new HashMap<>(file.variables());
      environment.put("HOME", sandbox.path(host, "/var/lib").toString());
      environment.put("SHELL", "/bin/sh");
      environment.put("GYPSUM_JAVA_HOME", System.getProperty("java.home"));
      Sandbox.Result result =
          sandbox.run(sandbox.path(host, "/var/lib"), environment, "/bin/sh", "-c", command);
      assertThat(result.ok() + result.errors()).as("output of the cron job: %s", command).isEmpty();
    }
  }

  private String run(String host, String commands) {
    StringBuilder output = new StringBuilder();
    StringBuilder shell = new StringBuilder();
    for (String line : commands.lines().toList()) {
      if (line.startsWith("apt-get install -y ./gypsum_")) {
        output.append(bash(host, shell));
        sandbox.installPackage(host);
      } else if (line.startsWith("systemctl ")) {
        output.append(bash(host, shell));
        services.systemctl(host, line);
      } else if (line.startsWith("gypsum serve ")) {
        output.append(bash(host, shell));
        serve(host, line);
      } else {
        shell.append(line).append('\n');
      }
    }
    return output.append(bash(host, shell)).toString();
  }

  private String bash(String host, StringBuilder commands) {
    String text = commands.toString();
    commands.setLength(0);
    return text.isBlank() ? "" : sandbox.bash(host, text).ok();
  }

  /** Runs a server in the foreground until it is ready, and then stops it. */
  private void serve(String host, String command) {
    services.start(
        host, sandbox.environment(host),
        List.of("bash", "-c", "exec " + sandbox.names().on(host, command)));
    Eventually.await(
        command + " to be ready", () -> services.journal(host).contains("gypsum is ready at ")
            || !services.process(host).isAlive());
    services.stop(host);
  }
}
