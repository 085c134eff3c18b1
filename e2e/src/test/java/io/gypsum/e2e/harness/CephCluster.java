package io.gypsum.e2e.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import static org.assertj.core.api.Assertions.assertThat;

/** A Ceph cluster of one test. Its data survives killing its daemons. Its access keys are those of the shared Ceph of {@code ./check}. */
public final class CephCluster implements AutoCloseable {
  private static final Path COMMAND = Path.of("..", ".ci", "ceph-rgw").toAbsolutePath().normalize();
  private static final Pattern ENDPOINT = Pattern.compile("S3_ENDPOINT=(http://\\S+)");
  private static final int TIMEOUT_SECONDS = 150;

  private final Path directory;
  private final Thread destroyer = new Thread(this::destroy);
  private URI url;

  private CephCluster(Path directory) {
    this.directory = directory;
    // Also destroys the cluster if this process ends early.
    Runtime.getRuntime().addShutdownHook(destroyer);
  }

  /** Starts a new cluster and waits until it answers requests. */
  public static CephCluster start(Path directory) {
    CephCluster cluster = new CephCluster(directory.toAbsolutePath());
    try {
      cluster.start();
      return cluster;
    } catch (RuntimeException | Error e) {
      cluster.close();
      throw e;
    }
  }

  /** Starts the daemons that are not running and waits until the cluster answers requests. */
  public void start() {
    Matcher endpoint = ENDPOINT.matcher(run("start", directory.toString(), "0"));
    assertThat(endpoint.find()).as("an endpoint in the output of ceph-rgw").isTrue();
    url = URI.create(endpoint.group(1));
  }

  public URI url() {
    return url;
  }

  /**
   * Kills daemons without warning, like a power failure.
   *
   * @param daemons {@code rgw}, {@code osd}, {@code mon}
   */
  public void kill(String... daemons) {
    for (String daemon : daemons) {
      ProcessHandle process = process(daemon);
      assertThat(process.destroyForcibly()).as("%s is killed", daemon).isTrue();
      Eventually.await("the end of " + daemon, () -> !process.isAlive());
    }
  }

  private ProcessHandle process(String daemon) {
    try {
      String id = Files.readString(directory.resolve("run").resolve(daemon + ".pid")).strip();
      return ProcessHandle.of(Long.parseLong(id)).orElseThrow();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String run(String... arguments) {
    List<String> line = new ArrayList<>(List.of(COMMAND.toString()));
    line.addAll(List.of(arguments));
    try {
      Path errors = Files.createTempFile("ceph-rgw", ".err");
      ProcessBuilder builder = new ProcessBuilder(line).redirectError(errors.toFile());
      builder.environment().putAll(settings());
      Process process = builder.start();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)).as("%s ends", line).isTrue();
      assertThat(process.exitValue()).as("%s: %s", line, Files.readString(errors)).isZero();
      Files.delete(errors);
      return output;
    } catch (IOException | InterruptedException e) {
      throw new AssertionError("could not run " + line, e);
    }
  }

  private static Map<String, String> settings() {
    return Map.of(
        "CEPH_RGW_STORE", "bluestore", "CEPH_RGW_SIZE_GIB", "2", "CEPH_RGW_ACCESS_KEY",
        System.getenv("AWS_ACCESS_KEY_ID"), "CEPH_RGW_SECRET_KEY",
        System.getenv("AWS_SECRET_ACCESS_KEY"));
  }

  private void destroy() {
    String _ = run("destroy", directory.toString());
  }

  @Override
  public void close() {
    destroy();
    Runtime.getRuntime().removeShutdownHook(destroyer);
  }
}
