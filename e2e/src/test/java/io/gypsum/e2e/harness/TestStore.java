package io.gypsum.e2e.harness;

import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

import io.gypsum.cli.store.Stores;
import io.gypsum.store.ReadStore;
import io.gypsum.store.Store;
import io.gypsum.store.StoreAddress.LocalDirectory;
import io.gypsum.store.StoreAddress.S3Bucket;
import io.gypsum.store.StoreAddress.S3Service;
import io.gypsum.store.backup.Backup;
import io.gypsum.store.backup.BackupOptions;
import io.gypsum.store.backup.BackupReport;
import io.gypsum.store.disk.DiskReadStore;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The stores of the test servers: directories by default, buckets in an S3-compatible service with {@code -Dgypsum.e2e.store=s3}. All servers on one data directory share one store.
 */
public final class TestStore {
  private static final boolean S3 = "s3".equals(System.getProperty("gypsum.e2e.store", "disk"));
  private static final Map<Path, String> BUCKETS = new ConcurrentHashMap<>();
  private static final Map<Path, Path> DIRECTORIES = new ConcurrentHashMap<>();
  private static final Map<Path, URI> ENDPOINTS = new ConcurrentHashMap<>();

  private TestStore() {}

  public static boolean isS3() {
    return S3;
  }

  /**
   * Returns the options that select the store of a server. In S3 mode, clients send files to the server, like on disk, unless a test selects another mode.
   *
   * @param given the options that the test passes to the server
   */
  static List<String> options(Path data, List<String> given) {
    if (!S3) {
      return DIRECTORIES.containsKey(data) ? List.of("--store", place(data)) : List.of();
    }
    List<String> options = new ArrayList<>(List.of("--store", address(data)));
    options.addAll(List.of("--create-bucket", "true"));
    if (!given.contains("--s3-endpoint")) {
      options.addAll(List.of("--s3-endpoint", s3Endpoint(data).toString()));
    }
    if (!given.contains("--uploads")) {
      options.addAll(List.of("--uploads", "proxied"));
    }
    return options;
  }

  /** Opens the store of the servers on {@code data}, of which at least one must have started. */
  public static Store open(Path data) {
    return open(data, false);
  }

  private static Store open(Path data, boolean create) {
    return Stores.openForServer(
        S3
            ? new S3Bucket(bucket(data), "e2e/", new S3Service(s3Endpoint(data), "us-east-1"))
            : new LocalDirectory(directory(data)),
        create);
  }

  /** Creates the store of the servers on {@code data}, of which none has started, as a copy of {@code directory}. */
  public static void fill(Path data, Path directory) {
    try (ReadStore from = DiskReadStore.open(directory); Store to = open(data, true)) {
      BackupReport report = Backup.between(from, to, BackupOptions.DEFAULTS).run();
      assertThat(report.isComplete()).as("%s", report).isTrue();
    }
  }

  /** Returns the limit in the error message about a long name: of a whole key in S3, of one component on disk. */
  public static String limit() {
    return S3 ? "1020" : "255";
  }

  /** Makes the servers on {@code data} use the bucket of the servers on {@code other}, like servers on several machines. */
  public static void share(Path data, Path other) {
    BUCKETS.put(data, bucket(other));
    DIRECTORIES.put(data, directory(other));
    if (ENDPOINTS.containsKey(other)) {
      ENDPOINTS.put(data, ENDPOINTS.get(other));
    }
  }

  /** Makes the servers on {@code data} use another S3-compatible service than the default one. */
  public static void use(Path data, URI endpoint) {
    ENDPOINTS.put(data, endpoint);
  }

  /** Returns the store address of the servers on {@code data} for commands; users of S3 also need {@link #reach}. */
  public static String place(Path data) {
    return S3 ? address(data) : "file:" + directory(data);
  }

  /** Sets the endpoint of the S3-compatible service for a user, in S3 mode. */
  public static CommandUser reach(CommandUser user, Path data) {
    return S3 ? user.with("GYPSUM_S3_ENDPOINT", s3Endpoint(data).toString()) : user;
  }

  /** Returns the S3 address of the bucket of the servers on {@code data}. */
  public static String address(Path data) {
    return "s3://" + bucket(data) + "/e2e";
  }

  /** Returns the endpoint of the S3-compatible service of the servers on {@code data}. */
  public static URI s3Endpoint(Path data) {
    URI other = ENDPOINTS.get(data);
    return other == null ? endpoint() : other;
  }

  private static Path directory(Path data) {
    return DIRECTORIES.getOrDefault(data, data.resolve("bucket"));
  }

  private static String bucket(Path data) {
    return BUCKETS.computeIfAbsent(data, path -> "e2e-" + UUID.randomUUID());
  }

  private static URI endpoint() {
    String endpoint = System.getenv("S3_ENDPOINT");
    if (endpoint == null) {
      throw new AssertionError(
          "gypsum.e2e.store is s3, but S3_ENDPOINT is not set: run"
              + " eval \"$(.ci/ceph-rgw start /tmp/gypsum-ceph 0)\" first; ./check does it by itself");
    }
    return URI.create(endpoint);
  }
}
