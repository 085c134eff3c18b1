package io.gypsum.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A Ceph cluster for this run on this machine. Closing destroys it. */
final class CephServer implements AutoCloseable {
  private static final Pattern EXPORT = Pattern.compile("export ([A-Za-z0-9_]+)='?([^'\n]*)'?");

  private final BenchDirectory bench;
  private final Path directory;
  /** The environment variables with its endpoint and keys, as S3 programs expect them. */
  private final Map<String, String> environment;

  private CephServer(BenchDirectory bench, Path directory, Map<String, String> environment) {
    this.bench = bench;
    this.directory = directory;
    this.environment = environment;
  }

  /** @param store {@code memstore} or {@code bluestore} */
  static CephServer start(BenchDirectory bench, String store, int sizeGib) throws IOException {
    Path directory = bench.path("ceph-" + store);
    ProcessBuilder start =
        new ProcessBuilder(
            bench.sources().resolve(".ci/ceph-rgw").toString(), "start",
            directory.toString(), "0");
    start.environment()
        .putAll(
            Map.of(
                "CEPH_RGW_STORE", store, "CEPH_RGW_SIZE_GIB", Integer.toString(sizeGib)));
    Map<String, String> environment = new LinkedHashMap<>();
    Matcher exports = EXPORT.matcher(bench.programs().run(start).output());
    while (exports.find()) {
      environment.put(exports.group(1), exports.group(2));
    }
    return new CephServer(bench, directory, environment);
  }

  Map<String, String> environment() {
    return environment;
  }

  /** The options with which {@code gypsum serve} uses it. */
  List<String> options(String bucket) {
    return List.of(
        "--store", "s3://" + bucket, "--s3-endpoint", endpoint(), "--create-bucket", "true");
  }

  /** Runs rclone, in which this cluster is the remote {@code ceph:}, and returns the seconds it took. */
  double rclone(String... arguments) throws IOException {
    ProcessBuilder command = new ProcessBuilder("rclone");
    command.command().addAll(List.of(arguments));
    Map<String, String> settings = command.environment();
    // rclone 1.60 fails if one exists.
    settings.remove("AWS_CA_BUNDLE");
    settings.put("RCLONE_CONFIG", "/dev/null");
    settings.put("RCLONE_CONFIG_CEPH_TYPE", "s3");
    settings.put("RCLONE_CONFIG_CEPH_PROVIDER", "Ceph");
    settings.put("RCLONE_CONFIG_CEPH_ENDPOINT", endpoint());
    settings.put("RCLONE_CONFIG_CEPH_ACCESS_KEY_ID", setting("AWS_ACCESS_KEY_ID"));
    settings.put("RCLONE_CONFIG_CEPH_SECRET_ACCESS_KEY", setting("AWS_SECRET_ACCESS_KEY"));
    return bench.programs().run(command).seconds();
  }

  private String endpoint() {
    return setting("S3_ENDPOINT");
  }

  private String setting(String name) {
    return Objects.requireNonNull(environment.get(name), name);
  }

  @Override
  public void close() throws IOException {
    bench.programs()
        .run(
            bench.sources().resolve(".ci/ceph-rgw").toString(), "destroy",
            directory.toString());
  }
}
